namespace Tessera.Tiling;

/// <summary>What is measured across one seam, over its whole length.</summary>
/// <param name="Direction">How the line runs.</param>
/// <param name="Position">The pixel column right of it, or the pixel row below it.</param>
/// <param name="Z">How unusual the mean log gradient across the line is among lines of the same phase within a token, in robust standard
/// deviations; positive: a step, negative: too smooth. Null where fewer than <see cref="SeamReport.MinimumLines"/> lines can be
/// compared.</param>
/// <param name="GradientRatio">SGR: mean gradient across the line over that of the lines 4 to 16 pixels away; 1 is ideal.</param>
/// <param name="TilingScore">TS: the largest of the mean gradients across the line, 15 pixels before and 16 behind it, 0 to 1.</param>
/// <param name="TilingRatio">Mean gradient across the line over the larger of the other two; above 1 it is the seam that TS shows.</param>
/// <param name="ColorStep">dC: mean colour difference (CIE 1976, Lab) between the tokens before and behind the line, tile by tile.</param>
public sealed record SeamScore(
    SeamDirection Direction, int Position, double? Z, double GradientRatio, double TilingScore, double TilingRatio, double ColorStep);
