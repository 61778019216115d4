namespace Tessera.Server.Contracts;

/// <summary>The jobs that wait, in the order in which they will be begun if no other comes.</summary>
/// <param name="Waiting">How many wait in the whole cluster; at most 1,000 are counted.</param>
/// <param name="Jobs">Those that the caller may see.</param>
public sealed record QueueView(int Waiting, IReadOnlyList<QueuedJobView> Jobs);
