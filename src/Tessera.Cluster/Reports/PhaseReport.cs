namespace Tessera.Cluster;

/// <summary>What a node did of one kind.</summary>
/// <param name="Seconds">All together.</param>
/// <param name="Count">How often.</param>
/// <param name="Tiles">Tiles, each as often as it came.</param>
/// <param name="Tokens">Through the network.</param>
/// <param name="Bytes">Sent, received, written or read.</param>
public sealed record PhaseReport(double Seconds, long Count, long Tiles, long Tokens, long Bytes);
