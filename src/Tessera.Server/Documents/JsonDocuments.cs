using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Tessera.Server.Problems;

namespace Tessera.Server.Documents;

/// <summary>Reads documents in JSON, within <see cref="ServerLimits"/>.</summary>
static class JsonDocuments
{
    /// <summary>Characters of a detail at most: what is wrong may be as long as a document.</summary>
    const int DetailCharacters = 400;

    const string Missing = "missing required properties including: ";

    /// <exception cref="ProblemException">It is malformed; one line says where.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return ReadChecked(json, type);
        }
        catch (JsonException e)
        {
            throw Malformed(Explain(e));
        }
    }

    /// <summary>What is wrong, in words of the document and not of the program.</summary>
    public static string Explain(JsonException error)
    {
        var (message, place) = (error.Message, error.Path is null ? "" : $" Path: {error.Path}.");
        return message switch
        {
            _ when message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) => "The value is of another type, or out of its range." + place,
            _ when message.Contains("could not be mapped", StringComparison.Ordinal) => "There is nothing of this name." + place,
            _ when message.StartsWith("Duplicate property", StringComparison.Ordinal) => "The name is there twice." + place,
            _ when message.IndexOf(Missing, StringComparison.Ordinal) is var at and >= 0 => "It lacks " + message[(at + Missing.Length)..],
            _ => message,
        };
    }

    /// <summary>Reads a document without saying what is wrong to a client.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    /// <exception cref="ProblemException">It exceeds a limit, or has text that is none.</exception>
    public static T ReadChecked<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        if (!Utf8.IsValid(json))
        {
            throw Malformed("The document is not UTF-8.");
        }

        Check(json);
        return JsonSerializer.Deserialize(json, type) ?? throw Malformed("The document is null.");
    }

    /// <summary>A document that cannot be read.</summary>
    public static ProblemException Malformed(string detail) =>
        new(ProblemKinds.Malformed, detail.Length <= DetailCharacters ? detail : detail[..DetailCharacters] + "...");

    /// <summary>Bounds it, and refuses text that no database keeps as it is: NUL, and half of a pair.</summary>
    static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ServerLimits.DocumentDepth });
        for (var nodes = 0; reader.Read();)
        {
            if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject) && ++nodes > ServerLimits.DocumentNodes)
            {
                throw Malformed($"The document has more than {ServerLimits.DocumentNodes} values and names.");
            }

            if (reader.ValueIsEscaped && !IsText(ref reader))
            {
                throw Malformed($"The document has a character that is none, NUL or half of a pair, in the text that begins at byte {reader.TokenStartIndex}.");
            }
        }
    }

    static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return !reader.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
