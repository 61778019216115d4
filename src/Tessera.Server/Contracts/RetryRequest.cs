namespace Tessera.Server.Contracts;

/// <summary>How to try a job again.</summary>
/// <param name="From">Where to begin.</param>
public sealed record RetryRequest(RetryFrom From = RetryFrom.Checkpoint);
