using System.Runtime.InteropServices;

namespace Tessera.Cluster.RabbitMq;

/// <summary>A message that waits to be published.</summary>
/// <param name="Queue">Whose queue it goes to; null for a broadcast.</param>
/// <param name="Body">A copy.</param>
/// <param name="IsFarewell">Whether these are our last words.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Outgoing(string? Queue, ReadOnlyMemory<byte> Body, bool IsFarewell = false);
