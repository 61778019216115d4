using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tessera.Server.Problems;
using YamlDotNet.Core;

namespace Tessera.Server.Documents;

/// <summary>Reads documents in YAML as the JSON that they mean.</summary>
static class YamlDocuments
{
    /// <summary>Whatever would end the text or the line, for a reader or for whoever looks at it, but line breaks and tabs.</summary>
    static readonly SearchValues<char> NotPrintable = SearchValues.Create(
        [.. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r')), '\u2028', '\u2029']);

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ProblemException">It is malformed, or has what such a document never needs; one line says where.</exception>
    public static T Read<T>(ReadOnlySpan<byte> yaml, JsonTypeInfo<T> type)
    {
        var converter = new YamlConverter();
        try
        {
            return JsonDocuments.ReadChecked(converter.Convert(Text(yaml)), type);
        }
        catch (YamlException e)
        {
            throw JsonDocuments.Malformed($"{At(e.Start)}: {e.Message}");
        }
        catch (JsonException e)
        {
            var place = e.Path is { } path && converter.Places.TryGetValue(path, out var mark) ? At(mark) + ": " : "";
            throw JsonDocuments.Malformed(place + JsonDocuments.Explain(e));
        }
    }

    static string Text(ReadOnlySpan<byte> yaml)
    {
        try
        {
            var text = Utf8.GetString(yaml).TrimStart('\ufeff');
            return text.AsSpan().IndexOfAny(NotPrintable) is var at && at < 0
                ? text
                : throw JsonDocuments.Malformed($"The document has the character U+{(int)text[at]:X4}: write it with a backslash, in double quotes.");
        }
        catch (DecoderFallbackException)
        {
            throw JsonDocuments.Malformed("The document is not UTF-8.");
        }
    }

    static string At(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"Line {mark.Line}, column {mark.Column}");
}
