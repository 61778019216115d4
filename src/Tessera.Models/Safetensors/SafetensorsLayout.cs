using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Tessera.Models.Safetensors;

/// <summary>Places a list of tensors in a file that is to be written, and writes the header that says so.</summary>
static class SafetensorsLayout
{
    // The header ends on a multiple of this, so that 8-byte elements would be aligned.
    const int Alignment = 8;

    /// <summary>Checks and places the tensors: wider types first, then by name in ordinal order, back to back.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="tensors">What it will hold.</param>
    /// <param name="metadata">Its remarks, or null.</param>
    /// <returns>The first bytes of the file (length, JSON, padding), and where each tensor goes.</returns>
    /// <exception cref="SafetensorsException">A name, type, shape or count that cannot be written.</exception>
    public static (byte[] Header, List<SafetensorsEntry> Entries) Arrange(
        string path, IReadOnlyCollection<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        Check(path, tensors);
        var ordered = tensors.OrderByDescending(t => SafetensorsTypes.Size(t.Type)).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        var header = Serialize(ordered, metadata);
        if (header.Length > SafetensorsLimits.Header)
        {
            throw new SafetensorsException($"{path}: the header would take {header.Length} bytes; at most {SafetensorsLimits.Header} are allowed");
        }

        var entries = new List<SafetensorsEntry>(ordered.Count);
        long offset = header.Length;
        foreach (var tensor in ordered)
        {
            entries.Add(new SafetensorsEntry(tensor.Name, tensor.Type, tensor.Shape, offset, tensor.ByteCount));
            offset += tensor.ByteCount;
        }

        return (header, entries);
    }

    static void Check(string path, IReadOnlyCollection<SafetensorsTensor> tensors)
    {
        if (tensors.Count > SafetensorsLimits.Tensors)
        {
            throw new SafetensorsException($"{path}: {tensors.Count} tensors; at most {SafetensorsLimits.Tensors} are allowed");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var rest = long.MaxValue - SafetensorsLimits.Header;
        foreach (var tensor in tensors)
        {
            var problem = tensor switch
            {
                { Name: "" or SafetensorsLimits.MetadataKey } => "is a name that cannot be used",
                _ when Encoding.UTF8.GetByteCount(tensor.Name) > SafetensorsLimits.Name => $"has a name longer than {SafetensorsLimits.Name} bytes",
                _ when !names.Add(tensor.Name) => "appears twice",
                { Type: not (SafetensorsType.F16 or SafetensorsType.F32) } =>
                    $"is {SafetensorsTypes.Name(tensor.Type)}; only F16 and F32 can be written",
                { Shape.Length: > SafetensorsLimits.Rank } => $"has more than {SafetensorsLimits.Rank} dimensions",
                _ when tensor.ByteCount > rest => "does not fit a file",
                _ => null,
            };
            if (problem is not null)
            {
                throw new SafetensorsException($"{path}: tensor {SafetensorsTypes.Quote(tensor.Name)} {problem}");
            }

            rest -= tensor.ByteCount;
        }
    }

    static byte[] Serialize(List<SafetensorsTensor> ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(new byte[SafetensorsLimits.Prefix]); // the length, known at the end
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var offset = 0L;
            foreach (var tensor in ordered)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafetensorsTypes.Name(tensor.Type));
                WriteIntegers(json, "shape", tensor.Shape.AsSpan());
                WriteIntegers(json, "data_offsets", [offset, offset + tensor.ByteCount]);
                json.WriteEndObject();
                offset += tensor.ByteCount;
            }

            json.WriteEndObject();
        }

        var padding = (Alignment - (buffer.WrittenCount % Alignment)) % Alignment;
        byte[] header = [.. buffer.WrittenSpan, .. Enumerable.Repeat((byte)' ', padding)];
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - SafetensorsLimits.Prefix);
        return header;
    }

    static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject(SafetensorsLimits.MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    static void WriteIntegers(Utf8JsonWriter json, string name, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
