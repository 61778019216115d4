using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>How a job ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Reason">Why, when it failed: one line.</param>
/// <param name="Exchange">What tiles exchanged.</param>
/// <param name="Stages">The stages that were completed.</param>
public sealed record JobResult(JobOutcome Outcome, string? Reason, ExchangeCounters Exchange, ImmutableArray<StageTime> Stages);
