namespace TorchSharp;

/// <summary>What stands outside a picture.</summary>
public enum PaddingModes
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>The picture mirrored at its border pixels.</summary>
    Reflect = 1,

    /// <summary>The border pixels repeated.</summary>
    Replicate = 2,

    /// <summary>The picture's other side.</summary>
    Circular = 3,

    /// <summary>One value.</summary>
    Constant = 4,
}
