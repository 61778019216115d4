using System.Collections.Immutable;
using System.Text.Json;

namespace Tessera.Models.Safetensors;

/// <summary>
/// The JSON header of a file, read token by token so that nothing is built before it is checked: format of
/// https://github.com/huggingface/safetensors#format, and as strict as the reference (no overlaps, no holes, no duplicate keys).
/// </summary>
/// <param name="file">The file, for messages.</param>
/// <param name="json">The header's bytes.</param>
/// <param name="dataStart">Where the data begin, in bytes from the start of the file.</param>
/// <param name="dataLength">Bytes of data behind the header.</param>
ref struct SafetensorsHeader(string file, ReadOnlySpan<byte> json, long dataStart, long dataLength)
{
    readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    // Depth: the header, a tensor in it, a list in that.
    Utf8JsonReader _json = new(json, new JsonReaderOptions { MaxDepth = 3 });

    // The key being read, for messages; null between keys.
    string? _key;

    /// <summary>The tensors by name.</summary>
    public readonly Dictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>The file's own remarks, text to text.</summary>
    public readonly Dictionary<string, string> Metadata => _metadata;

    /// <summary>Reads and checks the whole header.</summary>
    /// <exception cref="SafetensorsException">Anything in it is not as the format says.</exception>
    public void Parse()
    {
        try
        {
            ParseKeys();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not Unicode.
            throw Error($"the header is not valid JSON: {SafetensorsTypes.OneLine(e.Message)}", e);
        }

        CheckLayout();
    }

    void ParseKeys()
    {
        var hasMetadata = false;
        Next(JsonTokenType.StartObject);
        while (NextKey() is { } key)
        {
            _key = key;
            if (key == SafetensorsLimits.MetadataKey)
            {
                Require(!hasMetadata, "appears twice");
                hasMetadata = true;
                ParseMetadata();
            }
            else
            {
                Require(_entries.Count < SafetensorsLimits.Tensors, "is one more than the tensors that a file may hold");
                Require(_entries.TryAdd(key, ParseTensor(key)), "appears twice");
            }

            _key = null;
        }

        // Padding may follow; the reader throws at anything else.
        _json.Read();
    }

    void ParseMetadata()
    {
        Next(JsonTokenType.StartObject);
        while (NextKey() is { } key)
        {
            Next(JsonTokenType.String);
            Require(_metadata.TryAdd(key, _json.GetString()!), "holds a key twice");
        }
    }

    SafetensorsEntry ParseTensor(string name)
    {
        SafetensorsType? type = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? offsets = null;
        Next(JsonTokenType.StartObject);
        while (NextKey() is { } field)
        {
            switch (field)
            {
                case "dtype" when type is null:
                    type = ParseType();
                    break;
                case "shape" when shape is null:
                    shape = ParseIntegers(SafetensorsLimits.Rank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseIntegers(2);
                    break;
                default:
                    throw Error($"the field {SafetensorsTypes.Quote(field)} is unknown or appears twice");
            }
        }

        return type is { } t && shape is { } s && offsets is [var begin, var end]
            ? Place(new SafetensorsTensor(name, t, s), begin, end)
            : throw Error("dtype, shape and two data_offsets are required");
    }

    readonly SafetensorsEntry Place(SafetensorsTensor tensor, long begin, long end)
    {
        if (begin < 0 || end < begin || end > dataLength)
        {
            throw Error($"data_offsets [{begin}, {end}] lie outside the {dataLength} bytes of data");
        }

        var shape = SafetensorsTypes.Format(tensor.Shape.AsSpan());
        if (!SafetensorsTypes.TryCountBytes(tensor.Type, tensor.Shape.AsSpan(), out var bytes))
        {
            throw Error($"shape {shape} is negative or too large");
        }

        return bytes == end - begin
            ? new SafetensorsEntry(tensor.Name, tensor.Type, tensor.Shape, dataStart + begin, bytes)
            : throw Error($"shape {shape} of {SafetensorsTypes.Name(tensor.Type)} takes {bytes} bytes, data_offsets span {end - begin}");
    }

    SafetensorsType ParseType()
    {
        Next(JsonTokenType.String);
        var name = Text();
        return SafetensorsTypes.TryParse(name, out var type)
            ? type
            : throw Error($"dtype {SafetensorsTypes.Quote(name)} is none of {SafetensorsTypes.Known}");
    }

    ImmutableArray<long> ParseIntegers(int limit)
    {
        var values = ImmutableArray.CreateBuilder<long>();
        Next(JsonTokenType.StartArray);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            Require(_json.TokenType == JsonTokenType.Number, "a list holds something that is not a number");
            Require(_json.TryGetInt64(out var value), "a number is not a 64-bit integer");
            Require(values.Count < limit, "a list is too long");
            values.Add(value);
        }

        return values.DrainToImmutable();
    }

    /// <summary>The data are exactly the tensors, back to back: nothing shared, nothing hidden between or behind them.</summary>
    readonly void CheckLayout()
    {
        var expected = dataStart;
        foreach (var entry in _entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.Length))
        {
            if (entry.Offset != expected)
            {
                var distance = Math.Abs(entry.Offset - expected);
                throw new SafetensorsException(entry.Offset < expected
                    ? $"{file}: tensor {SafetensorsTypes.Quote(entry.Name)} overlaps the one before it by {distance} bytes"
                    : $"{file}: {distance} bytes before tensor {SafetensorsTypes.Quote(entry.Name)} belong to no tensor");
            }

            expected += entry.Length;
        }

        if (expected != dataStart + dataLength)
        {
            throw Error($"{dataStart + dataLength - expected} bytes at the end belong to no tensor");
        }
    }

    void Next(JsonTokenType type)
    {
        _json.Read();
        if (_json.TokenType != type)
        {
            throw Error($"the header holds {_json.TokenType} where {type} is needed");
        }
    }

    /// <summary>Reads on to the next key of the current object; null at its end.</summary>
    string? NextKey()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.EndObject ? null : Text();
    }

    readonly string Text()
    {
        Require(_json.ValueSpan.Length <= SafetensorsLimits.Name, "a name is too long");
        return _json.GetString()!;
    }

    readonly void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw Error(otherwise);
        }
    }

    readonly SafetensorsException Error(string what, Exception? cause = null)
    {
        var where = _key is null ? file : $"{file}: tensor {SafetensorsTypes.Quote(_key)}";
        return cause is null ? new SafetensorsException($"{where}: {what}") : new SafetensorsException($"{where}: {what}", cause);
    }
}
