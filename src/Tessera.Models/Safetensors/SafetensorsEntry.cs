using System.Collections.Immutable;

namespace Tessera.Models.Safetensors;

/// <summary>A tensor and where its bytes lie in its file. The reader has checked all of it against the file's length.</summary>
/// <param name="Name">Unique in its checkpoint.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Its dimensions, outermost first; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Bytes; always the shape times the size of an element.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, ImmutableArray<long> Shape, long Offset, long Length)
    : SafetensorsTensor(Name, Type, Shape);
