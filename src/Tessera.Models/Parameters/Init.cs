namespace Tessera.Models.Parameters;

/// <summary>How a parameter starts when a network is trained from nothing: normal values of one mean and standard deviation.</summary>
/// <param name="Mean">The mean; the value itself where <paramref name="Std"/> is 0.</param>
/// <param name="Std">The standard deviation, at least 0.</param>
public readonly record struct Init(float Mean, float Std)
{
    /// <summary>All zeros: biases, and outputs that must start as nothing (adaLN-Zero).</summary>
    public static Init Zeros { get; } = new(0, 0);

    /// <summary>All ones: norm weights.</summary>
    public static Init Ones { get; } = new(1, 0);

    /// <summary>Normal with the variance of Glorot and Bengio (2010): 2 / (in + out).</summary>
    public static Init Glorot(long fanIn, long fanOut) => new(0, MathF.Sqrt(2f / (fanIn + fanOut)));

    /// <summary>Normal with variance gain^2 / in, for layers before an activation (He et al. 2015).</summary>
    public static Init FanIn(long fanIn, float gain = 1) => new(0, gain / MathF.Sqrt(fanIn));
}
