namespace Tessera.Server.Contracts;

/// <summary>How long something is likely to take.</summary>
/// <param name="LeastSeconds">If all goes well.</param>
/// <param name="MostSeconds">Rarely more, if no other job comes before it and no node is lost.</param>
/// <param name="Basis">What it was calculated from.</param>
public sealed record EstimateView(double LeastSeconds, double MostSeconds, EstimateBasis Basis);
