namespace Tessera.Server.Contracts;

/// <summary>What a job waits for.</summary>
public enum WaitReason
{
    /// <summary>Jobs before it.</summary>
    Queue,

    /// <summary>A leader: no coordinator has been heard of for a while.</summary>
    Leader,

    /// <summary>Workers: there are none, or none that may take its tiles.</summary>
    Workers,
}
