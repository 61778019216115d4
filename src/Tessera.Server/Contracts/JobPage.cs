namespace Tessera.Server.Contracts;

/// <summary>Some jobs, those submitted last first.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Next">The cursor of those submitted before; null when there are none.</param>
public sealed record JobPage(IReadOnlyList<JobView> Jobs, string? Next);
