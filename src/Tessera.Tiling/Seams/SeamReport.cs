using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>The seams of one picture. A picture of a single tile has none, and its maxima are null.</summary>
/// <param name="Picture">Size in pixels.</param>
/// <param name="Grid">Tiles.</param>
/// <param name="MaximumAbsoluteZ">Largest |z| of all seams that have one.</param>
/// <param name="GridZ">z of all seams together, on the picture at a sixteenth of its size (pixels are means of 16x16, or of as many as
/// divide a token): the sum of their z over the square root of their number, each z counted up to <see cref="AllowedZ"/> so that one seam on a
/// natural edge does not make a grid. It finds tiles whose colours and shapes differ where texture hides every single seam. Null where no seam
/// has a z.</param>
/// <param name="MinimumGradientRatio">Smallest SGR.</param>
/// <param name="MaximumGradientRatio">Largest SGR.</param>
/// <param name="MaximumTilingScore">Largest TS.</param>
/// <param name="MeanTilingScore">Mean TS.</param>
/// <param name="MaximumTilingRatio">Largest share of a seam in its TS.</param>
/// <param name="ColorStepExcess">Mean dC of the seams minus the 95th percentile of the same statistic at the other token borders, in Lab
/// units; the larger of the two directions. Above 0 tiles differ in colour. Null where no other border exists.</param>
/// <param name="Seams">Every seam: vertical ones from left to right, then horizontal ones from top to bottom.</param>
public sealed record SeamReport(
    PictureSize Picture,
    GridSize Grid,
    double? MaximumAbsoluteZ,
    double? GridZ,
    double? MinimumGradientRatio,
    double? MaximumGradientRatio,
    double? MaximumTilingScore,
    double? MeanTilingScore,
    double? MaximumTilingRatio,
    double? ColorStepExcess,
    ImmutableArray<SeamScore> Seams)
{
    /// <summary>Up to this |z| a seam cannot be told from other lines, nor a grid from other grids.</summary>
    public const double AllowedZ = 4;

    /// <summary>A z needs at least this many lines of the same phase that are no seams.</summary>
    public const int MinimumLines = 8;

    /// <summary>True when neither a measured seam nor all of them together exceed <see cref="AllowedZ"/>; null when none was measured.</summary>
    public bool? Seamless => (MaximumAbsoluteZ, GridZ) is ({ } z, { } grid) ? z <= AllowedZ && Math.Abs(grid) <= AllowedZ : null;
}
