namespace Tessera.Benchmarks;

/// <summary>The other side cannot start, or ended.</summary>
/// <param name="message">One line.</param>
sealed class PeerException(string message) : Exception(message);
