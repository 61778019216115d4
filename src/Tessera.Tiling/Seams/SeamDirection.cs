namespace Tessera.Tiling;

/// <summary>How a seam line runs.</summary>
public enum SeamDirection
{
    /// <summary>From top to bottom, between two columns of tiles; the gradient across it is horizontal.</summary>
    Vertical,

    /// <summary>From left to right, between two rows of tiles; the gradient across it is vertical.</summary>
    Horizontal,
}
