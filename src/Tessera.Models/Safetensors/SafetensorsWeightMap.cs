using System.Text.Json;

namespace Tessera.Models.Safetensors;

/// <summary>The part of an index that matters: {"weight_map": {tensor: file}}. Everything else in it is skipped.</summary>
static class SafetensorsWeightMap
{
    /// <summary>Reads an index.</summary>
    /// <param name="path">The index; at most 100 MB, at most 1,000 files.</param>
    /// <returns>The plain name of the file of each tensor.</returns>
    /// <exception cref="SafetensorsException">It cannot be read, is malformed, or names a file elsewhere.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.Length > SafetensorsLimits.Index)
            {
                throw new SafetensorsException($"{path}: {stream.Length} bytes are too many for an index ({SafetensorsLimits.Index})");
            }

            var json = new byte[stream.Length];
            stream.ReadExactly(json);
            return Parse(path, json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SafetensorsException($"{path}: cannot be opened: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SafetensorsException($"{path}: the index is not valid JSON: {SafetensorsTypes.OneLine(e.Message)}", e);
        }
    }

    static Dictionary<string, string> Parse(string path, ReadOnlySpan<byte> text)
    {
        Dictionary<string, string>? map = null;
        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 8 });
        json.Read();
        Require(json.TokenType == JsonTokenType.StartObject, path, "the index is not an object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isMap = json.ValueTextEquals("weight_map");
            json.Read();
            if (isMap)
            {
                Require(map is null, path, "weight_map appears twice");
                map = ParseMap(path, ref json);
            }
            else
            {
                json.Skip();
            }
        }

        // Nothing but space may follow; the reader throws at anything else.
        json.Read();
        return map ?? throw new SafetensorsException($"{path}: there is no weight_map");
    }

    static Dictionary<string, string> ParseMap(string path, ref Utf8JsonReader json)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = new HashSet<string>(StringComparer.Ordinal);
        Require(json.TokenType == JsonTokenType.StartObject, path, "weight_map is not an object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            Require(json.ValueSpan.Length <= SafetensorsLimits.Name, path, "a tensor's name is too long");
            var tensor = json.GetString()!;
            json.Read();
            var isName = json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= SafetensorsLimits.Name;
            Require(isName, path, "a value of weight_map is no file name");
            var file = json.GetString()!;
            Require(IsPlain(file), path, $"{SafetensorsTypes.Quote(file)} is not the plain name of a .safetensors file beside the index");
            Require(map.TryAdd(tensor, file), path, $"tensor {SafetensorsTypes.Quote(tensor)} appears twice");
            Require(!files.Add(file) || files.Count <= SafetensorsLimits.Shards, path, $"more than {SafetensorsLimits.Shards} files");
        }

        return map;
    }

    /// <summary>A name that cannot leave its folder on any platform.</summary>
    static bool IsPlain(string file) =>
        file.EndsWith(".safetensors", StringComparison.Ordinal)
        && file.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    static void Require(bool condition, string path, string otherwise)
    {
        if (!condition)
        {
            throw new SafetensorsException($"{path}: {otherwise}");
        }
    }
}
