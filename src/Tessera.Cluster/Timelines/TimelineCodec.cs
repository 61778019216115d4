using System.Buffers;
using System.Text.Json;

namespace Tessera.Cluster;

/// <summary>Records of a timeline as lines of JSON. What reads them trusts nothing: a line that is not exactly such a record is none.</summary>
static class TimelineCodec
{
    const string Leader = "leader";
    const string Worker = "worker";

    /// <summary>No honest number is larger: the time in microseconds reaches it in 2255.</summary>
    const long Largest = 1L << 53;

    static readonly JsonEncodedText KindKey = JsonEncodedText.Encode("k");
    static readonly JsonEncodedText BeginKey = JsonEncodedText.Encode("t");
    static readonly JsonEncodedText DurationKey = JsonEncodedText.Encode("d");
    static readonly JsonEncodedText EpochKey = JsonEncodedText.Encode("epoch");
    static readonly JsonEncodedText StageKey = JsonEncodedText.Encode("stage");
    static readonly JsonEncodedText StepKey = JsonEncodedText.Encode("step");
    static readonly JsonEncodedText EvaluationKey = JsonEncodedText.Encode("evaluation");
    static readonly JsonEncodedText TilesKey = JsonEncodedText.Encode("tiles");
    static readonly JsonEncodedText TokensKey = JsonEncodedText.Encode("tokens");
    static readonly JsonEncodedText BytesKey = JsonEncodedText.Encode("bytes");
    static readonly JsonEncodedText LocalKey = JsonEncodedText.Encode("local");
    static readonly JsonEncodedText CountKey = JsonEncodedText.Encode("n");
    static readonly JsonEncodedText TextKey = JsonEncodedText.Encode("text");
    static readonly JsonEncodedText NodeKey = JsonEncodedText.Encode("node");
    static readonly JsonEncodedText IncarnationKey = JsonEncodedText.Encode("incarnation");
    static readonly JsonEncodedText[] Kinds = [.. Enum.GetValues<TimelineKind>().Select(kind => JsonEncodedText.Encode(NameOf(kind)))];

    /// <summary>The kind's name in files.</summary>
    public static string NameOf(TimelineKind kind) => Instruments.Text(kind);

    /// <summary>Writes a record and the end of its line.</summary>
    public static void Write(ArrayBufferWriter<byte> output, Utf8JsonWriter json, in TimelineEntry entry)
    {
        json.WriteStartObject();
        json.WriteString(KindKey, Kinds[(int)entry.Kind]);
        json.WriteNumber(BeginKey, entry.Begin);
        Put(json, DurationKey, entry.Duration == 0 ? null : entry.Duration);
        Put(json, EpochKey, entry.Epoch);
        Put(json, StageKey, entry.Stage);
        Put(json, StepKey, entry.Step);
        Put(json, EvaluationKey, entry.Evaluation);
        Put(json, TilesKey, entry.Tiles == 0 ? null : entry.Tiles);
        Put(json, TokensKey, entry.Tokens == 0 ? null : entry.Tokens);
        Put(json, BytesKey, entry.Bytes == 0 ? null : entry.Bytes);
        Put(json, LocalKey, entry.LocalBytes == 0 ? null : entry.LocalBytes);
        Put(json, CountKey, entry.Count == 0 ? null : entry.Count);
        if (entry.Text is { } text)
        {
            json.WriteString(TextKey, text);
        }

        End(output, json);
    }

    /// <summary>Writes whose file it is.</summary>
    public static void Write(ArrayBufferWriter<byte> output, Utf8JsonWriter json, TimelineMember member, long begin)
    {
        json.WriteStartObject();
        json.WriteString(KindKey, Kinds[(int)TimelineKind.Member]);
        json.WriteNumber(BeginKey, begin);
        json.WriteString(NodeKey, member.Member.Name);
        json.WriteNumber(IncarnationKey, member.Member.Incarnation);
        json.WriteString(TextKey, member.IsLeader ? Leader : Worker);
        End(output, json);
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">Without its end; at most <see cref="Limits.TimelineLineBytes"/>.</param>
    /// <param name="entry">The record.</param>
    /// <param name="member">Whose file it is, if the line says so.</param>
    /// <returns>False when it is damaged, or no record.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out TimelineEntry entry, out TimelineMember? member)
    {
        (entry, member) = (default, null);
        try
        {
            var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1 });
            var fields = default(Fields);
            if (!json.Read() || json.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
            {
                if (!fields.TryTake(ref json))
                {
                    return false;
                }
            }

            return json.TokenType is JsonTokenType.EndObject && !json.Read() && fields.TryMake(out entry, out member);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // InvalidOperationException: text that is no UTF-8
        }
    }

    static void Put(Utf8JsonWriter json, JsonEncodedText key, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(key, number);
        }
    }

    static void End(ArrayBufferWriter<byte> output, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        output.Write("\n"u8);
    }

    /// <summary>What a line has said so far.</summary>
    ref struct Fields
    {
        TimelineKind? _kind;
        TimelineEntry _entry;
        string? _node;
        long _incarnation;

        public bool TryTake(ref Utf8JsonReader json)
        {
            if (json.ValueTextEquals(KindKey.EncodedUtf8Bytes))
            {
                return json.Read() && json.TokenType is JsonTokenType.String && TryKind(ref json);
            }

            if (json.ValueTextEquals(TextKey.EncodedUtf8Bytes))
            {
                return TryText(ref json, out var text) && Set(_entry with { Text = text });
            }

            if (json.ValueTextEquals(NodeKey.EncodedUtf8Bytes))
            {
                return TryText(ref json, out _node) && _node!.Length <= Limits.NameCharacters;
            }

            return TryNumber(ref json);
        }

        public readonly bool TryMake(out TimelineEntry entry, out TimelineMember? member)
        {
            (entry, member) = (_entry with { Kind = _kind ?? default }, null);
            if (_kind is TimelineKind.Member)
            {
                member = _node is { } node ? new(new(node, _incarnation), entry.Text == Leader) : null;
                return member is not null;
            }

            return _kind is not null;
        }

        bool TryNumber(ref Utf8JsonReader json)
        {
            var key = json.ValueSpan;
            if (!json.Read() || json.TokenType is not JsonTokenType.Number || !json.TryGetInt64(out var value) || value is < 0 or > Largest)
            {
                return false;
            }

            if (key.SequenceEqual(IncarnationKey.EncodedUtf8Bytes))
            {
                _incarnation = value;
                return true;
            }

            return key switch
            {
                _ when Is(key, BeginKey) => Set(_entry with { Begin = value }),
                _ when Is(key, DurationKey) => Set(_entry with { Duration = value }),
                _ when Is(key, TokensKey) => Set(_entry with { Tokens = value }),
                _ when Is(key, BytesKey) => Set(_entry with { Bytes = value }),
                _ when Is(key, LocalKey) => Set(_entry with { LocalBytes = value }),
                _ when Is(key, CountKey) => Set(_entry with { Count = value }),
                _ when value > int.MaxValue => false,
                _ when Is(key, EpochKey) => Set(_entry with { Epoch = (int)value }),
                _ when Is(key, StageKey) => Set(_entry with { Stage = (int)value }),
                _ when Is(key, StepKey) => Set(_entry with { Step = (int)value }),
                _ when Is(key, EvaluationKey) => Set(_entry with { Evaluation = (int)value }),
                _ when Is(key, TilesKey) => Set(_entry with { Tiles = (int)value }),
                _ => false,
            };
        }

        bool TryKind(ref Utf8JsonReader json)
        {
            for (var i = 0; i < Kinds.Length; i++)
            {
                if (json.ValueTextEquals(Kinds[i].EncodedUtf8Bytes))
                {
                    _kind = (TimelineKind)i;
                    return true;
                }
            }

            return false;
        }

        static bool TryText(ref Utf8JsonReader json, out string? text)
        {
            text = json.Read() && json.TokenType is JsonTokenType.String ? json.GetString() : null;
            return text is not null;
        }

        bool Set(in TimelineEntry entry)
        {
            _entry = entry;
            return true;
        }

        static bool Is(ReadOnlySpan<byte> key, JsonEncodedText name) => key.SequenceEqual(name.EncodedUtf8Bytes);
    }
}
