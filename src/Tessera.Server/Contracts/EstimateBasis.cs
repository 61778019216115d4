namespace Tessera.Server.Contracts;

/// <summary>What an estimate was calculated from.</summary>
public enum EstimateBasis
{
    /// <summary>The job's own pace so far.</summary>
    Pace,

    /// <summary>What the nodes said of their speed when they joined.</summary>
    Speed,
}
