namespace Tessera.Server.Contracts;

/// <summary>A job that waits.</summary>
/// <param name="Position">How many will be begun until it is, with it.</param>
/// <param name="Id">Its name.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Priority">Among jobs of its tenant: 0, last, to 9, first.</param>
public sealed record QueuedJobView(int Position, string Id, string Tenant, int Priority);
