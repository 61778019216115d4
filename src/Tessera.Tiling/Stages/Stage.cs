namespace Tessera.Tiling;

/// <summary>One pass from noise to a picture; every stage but the first is conditioned on the picture of the one before.</summary>
/// <param name="Ordinal">0 for the coarsest.</param>
/// <param name="OctavesBelowFinal">How many times the picture is still to be doubled; 0 for the last stage.</param>
/// <param name="Picture">The size of its picture, in pixels: a multiple of the token.</param>
/// <param name="Tiles">How its canvas is cut; <see cref="TilePlan.Canvas"/> is its size in tokens.</param>
public sealed record Stage(int Ordinal, int OctavesBelowFinal, PictureSize Picture, TilePlan Tiles)
{
    /// <summary>True when it is conditioned on the picture of the stage before.</summary>
    public bool HasCoarseCondition => Ordinal > 0;
}
