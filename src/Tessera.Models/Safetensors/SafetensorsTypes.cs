using System.Collections.Frozen;
using System.Diagnostics;

namespace Tessera.Models.Safetensors;

/// <summary>Names and sizes of the element types, and the arithmetic of shapes, which are not to be trusted.</summary>
static class SafetensorsTypes
{
    static readonly FrozenDictionary<string, SafetensorsType> ByName =
        Enum.GetValues<SafetensorsType>().ToFrozenDictionary(Name, StringComparer.Ordinal);

    /// <summary>Every type name, for error messages.</summary>
    public static readonly string Known = string.Join(", ", Enum.GetValues<SafetensorsType>().Select(Name));

    /// <summary>The name used in files, such as BF16.</summary>
    public static string Name(SafetensorsType type) => type.ToString().ToUpperInvariant();

    /// <summary>Finds a type by the name used in files; names are case-sensitive.</summary>
    public static bool TryParse(string name, out SafetensorsType type) => ByName.TryGetValue(name, out type);

    /// <summary>Bytes of one element.</summary>
    public static int Size(SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.U16 or SafetensorsType.I16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.U32 or SafetensorsType.I32 or SafetensorsType.F32 => 4,
        SafetensorsType.U64 or SafetensorsType.I64 or SafetensorsType.F64 => 8,
        _ => throw new UnreachableException($"element type {type}"),
    };

    /// <summary>Whether an element has the layout of <typeparamref name="T"/>.</summary>
    public static bool Matches<T>(SafetensorsType type)
        where T : unmanaged => type switch
    {
        SafetensorsType.Bool => typeof(T) == typeof(bool) || typeof(T) == typeof(byte),
        SafetensorsType.U8 => typeof(T) == typeof(byte),
        SafetensorsType.I8 => typeof(T) == typeof(sbyte),
        SafetensorsType.U16 => typeof(T) == typeof(ushort),
        SafetensorsType.I16 => typeof(T) == typeof(short),
        SafetensorsType.F16 => typeof(T) == typeof(Half),
        SafetensorsType.BF16 => false,
        SafetensorsType.U32 => typeof(T) == typeof(uint),
        SafetensorsType.I32 => typeof(T) == typeof(int),
        SafetensorsType.F32 => typeof(T) == typeof(float),
        SafetensorsType.U64 => typeof(T) == typeof(ulong),
        SafetensorsType.I64 => typeof(T) == typeof(long),
        SafetensorsType.F64 => typeof(T) == typeof(double),
        _ => false,
    };

    /// <summary>Counts the bytes of a tensor; false if a dimension is negative or the count does not fit 63 bits.</summary>
    public static bool TryCountBytes(SafetensorsType type, ReadOnlySpan<long> shape, out long bytes)
    {
        bytes = Size(type);
        foreach (var dimension in shape)
        {
            var product = (Int128)bytes * dimension;
            if (dimension < 0 || product > long.MaxValue)
            {
                bytes = 0;
                return false;
            }

            bytes = (long)product;
        }

        return true;
    }

    /// <summary>A shape for messages: [3, 16, 16].</summary>
    public static string Format(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>A name from outside, made safe and short enough for one line of a message.</summary>
    public static string Quote(string name) => $"'{OneLine(name.Length <= 80 ? name : $"{name.AsSpan(0, 77)}...")}'";

    /// <summary>Text from outside with everything replaced that could break a line or steer a terminal.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
