using System.Buffers;
using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tessera.Server.Documents;

/// <summary>
/// Turns one document of YAML into JSON, event by event: nothing is built but the JSON, and nothing is made of a type that a document names. What would make it
/// larger than it is written (anchors and aliases) or something else than it shows (tags, several documents, names given twice) is refused.
/// </summary>
sealed class YamlConverter
{
    readonly ArrayBufferWriter<byte> _json = new();
    readonly Stack<Level> _levels = [];
    readonly Dictionary<string, Mark> _places = new(StringComparer.Ordinal);
    int _documents;
    int _nodes;

    /// <summary>Where the values stand, by their paths.</summary>
    public IReadOnlyDictionary<string, Mark> Places => _places;

    /// <exception cref="YamlException">It is no YAML, or more than is allowed here.</exception>
    public ReadOnlySpan<byte> Convert(string text)
    {
        using var writer = new Utf8JsonWriter(_json);
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        while (Next(parser))
        {
            Take(parser.Current!, writer);
        }

        if (_nodes == 0)
        {
            throw new YamlException(Mark.Empty, Mark.Empty, "The document is empty.");
        }

        writer.Flush();
        return _json.WrittenSpan;
    }

    /// <summary>Some malformed texts the parser does not refuse, but trips over.</summary>
    static bool Next(Parser parser)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            var at = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "What follows cannot be read.", e);
        }
    }

    static YamlException Refusal(ParsingEvent at, string reason) => new(at.Start, at.End, reason);

    /// <summary>Names are bounded, as each is part of the paths of all that is below.</summary>
    static string NameOf(Scalar name, HashSet<string> others) =>
        name.Value.Length > ServerLimits.DocumentNameCharacters ? throw Refusal(name, $"A name has more than {ServerLimits.DocumentNameCharacters} characters.")
        : others.Add(name.Value) ? name.Value
        : throw Refusal(name, $"'{name.Value}' is there twice.");

    void Take(ParsingEvent parsed, Utf8JsonWriter writer)
    {
        switch (parsed)
        {
            case DocumentStart when ++_documents > 1:
                throw Refusal(parsed, "There is a second document.");
            case AnchorAlias:
                throw Refusal(parsed, "Aliases are not read: write the value out.");
            case NodeEvent { Anchor.IsEmpty: false }:
                throw Refusal(parsed, "Anchors are not read.");
            case NodeEvent { Tag.IsEmpty: false }:
                throw Refusal(parsed, "Tags are not read: quote what is to be text.");
            case Scalar name when _levels.TryPeek(out var level) && level is { Names: { } names, Name: null }:
                Count(parsed);
                level.Name = NameOf(name, names);
                writer.WritePropertyName(level.Name);
                break;
            case Scalar scalar:
                Begin(parsed);
                YamlScalars.Write(scalar, writer);
                break;
            case MappingStart or SequenceStart:
                Open(parsed, writer);
                break;
            case MappingEnd:
                _levels.Pop();
                writer.WriteEndObject();
                break;
            case SequenceEnd:
                _levels.Pop();
                writer.WriteEndArray();
                break;
        }
    }

    void Open(ParsingEvent parsed, Utf8JsonWriter writer)
    {
        var path = Begin(parsed);
        if (_levels.Count >= ServerLimits.DocumentDepth)
        {
            throw Refusal(parsed, $"Values are nested deeper than {ServerLimits.DocumentDepth}.");
        }

        if (parsed is MappingStart)
        {
            _levels.Push(new(path, new(StringComparer.Ordinal)));
            writer.WriteStartObject();
        }
        else
        {
            _levels.Push(new(path, Names: null));
            writer.WriteStartArray();
        }
    }

    /// <summary>A value begins.</summary>
    /// <returns>Its path.</returns>
    string Begin(ParsingEvent parsed)
    {
        Count(parsed);
        var path = "$";
        if (_levels.TryPeek(out var level))
        {
            path = level switch
            {
                { Names: null } => string.Create(CultureInfo.InvariantCulture, $"{level.Path}[{level.Index++}]"),
                { Name: { } name } => $"{level.Path}.{name}",
                _ => throw Refusal(parsed, "A name must be text."),
            };
            level.Name = null;
        }

        _places[path] = parsed.Start;
        return path;
    }

    void Count(ParsingEvent parsed)
    {
        if (++_nodes > ServerLimits.DocumentNodes)
        {
            throw Refusal(parsed, $"The document has more than {ServerLimits.DocumentNodes} values and names.");
        }
    }

    /// <param name="Path">Of the mapping or sequence.</param>
    /// <param name="Names">Those that a mapping has so far; null for a sequence.</param>
    sealed record Level(string Path, HashSet<string>? Names)
    {
        /// <summary>The name whose value comes next; null when a name does.</summary>
        public string? Name { get; set; }

        /// <summary>Values of a sequence so far.</summary>
        public int Index { get; set; }
    }
}
