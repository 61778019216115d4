namespace Tessera.Server.Contracts;

/// <summary>Why a job is not drawn just now.</summary>
/// <param name="Why">What it waits for.</param>
/// <param name="Position">How many will be begun until it is, with it, if no other comes; null when it has been begun.</param>
public sealed record WaitView(WaitReason Why, int? Position);
