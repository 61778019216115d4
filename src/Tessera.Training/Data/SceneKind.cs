namespace Tessera.Training.Data;

/// <summary>One of the two kinds of scenes the networks are trained on.</summary>
/// <param name="Name">Name of its files.</param>
/// <param name="Size">Edge in pixels, a multiple of 32.</param>
/// <param name="HasParent">Whether the scene comes with its coarser parent, the same ground at twice the metres per pixel.</param>
/// <param name="MetresPerPixel">Zooms to draw from, each as often as it is listed.</param>
public sealed record SceneKind(string Name, int Size, bool HasParent, IReadOnlyList<double> MetresPerPixel)
{
    /// <summary>Pixels of the parent around the scene: a token of the parent on each side, so that its own latents line up.</summary>
    public const int ParentMargin = 32;

    /// <summary>Ground from so far above that a base stage of <see cref="BaseWindow"/> tokens shows a whole region.</summary>
    public static SceneKind Base { get; } = new("base", 256, HasParent: false, [512]);

    /// <summary>Pictures of the finer stages with what the stage before has drawn; most of the coarsest ones, where the land gets its shape.</summary>
    public static SceneKind Finer { get; } = new("finer", 768, HasParent: true, [256, 256, 256, 128, 128, 64, 64, 32, 16, 8, 4]);

    /// <summary>
    /// Edge of the base stage in tokens: 64 pixels, so few that their distribution is soon learned. All else is left to the finer stages, whose
    /// task is local and of which a scene holds many.
    /// </summary>
    public const int BaseWindow = 2;

    /// <summary>Edge of the parent in its own pixels, margins included; 0 without one.</summary>
    public int ParentSize => HasParent ? (Size / 2) + (2 * ParentMargin) : 0;

    /// <summary>Bytes of the scene's pixels.</summary>
    public int PixelBytes => Size * Size * 3;

    /// <summary>Bytes of the parent's pixels.</summary>
    public int ParentBytes => ParentSize * ParentSize * 3;
}
