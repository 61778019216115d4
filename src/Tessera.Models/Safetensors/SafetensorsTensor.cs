using System.Collections.Immutable;

namespace Tessera.Models.Safetensors;

/// <summary>What a tensor is, without its values.</summary>
/// <param name="Name">Unique in its checkpoint; 1 to 1,024 bytes in UTF-8.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Its dimensions, outermost first; empty for a scalar. Elements are stored row-major.</param>
public record SafetensorsTensor(string Name, SafetensorsType Type, ImmutableArray<long> Shape)
{
    /// <summary>The number of elements: the product of the dimensions, 1 for a scalar.</summary>
    /// <exception cref="SafetensorsException">A dimension is negative or the product overflows.</exception>
    public long ElementCount => ByteCount / SafetensorsTypes.Size(Type);

    /// <summary>The number of bytes that the elements take in a file.</summary>
    /// <exception cref="SafetensorsException">A dimension is negative or the product overflows.</exception>
    public long ByteCount => SafetensorsTypes.TryCountBytes(Type, Shape.AsSpan(), out var bytes)
        ? bytes
        : throw new SafetensorsException(
            $"tensor {SafetensorsTypes.Quote(Name)}: shape {SafetensorsTypes.Format(Shape.AsSpan())} is negative or too large");
}
