using System.Buffers;
using System.Text.Json;

namespace Tessera.Cluster;

/// <summary>Records of a timeline as lines of JSON. What reads them trusts nothing: a line that is not exactly such a record is none.</summary>
static class TimelineCodec
{
    const string Worker = "worker";

    /// <summary>The kind's name in files.</summary>
    public static string NameOf(TimelineKind kind) => Instruments.Text(kind);

    /// <summary>Writes a record and the end of its line.</summary>
    public static void Write(ArrayBufferWriter<byte> output, Utf8JsonWriter json, in TimelineEntry entry)
    {
        json.WriteStartObject();
        json.WriteString(TimelineKeys.Kind, TimelineKeys.Kinds[(int)entry.Kind]);
        json.WriteNumber(TimelineKeys.Begin, entry.Begin);
        Put(json, TimelineKeys.Duration, entry.Duration == 0 ? null : entry.Duration);
        Put(json, TimelineKeys.Epoch, entry.Epoch);
        Put(json, TimelineKeys.Stage, entry.Stage);
        Put(json, TimelineKeys.Step, entry.Step);
        Put(json, TimelineKeys.Evaluation, entry.Evaluation);
        Put(json, TimelineKeys.Tiles, entry.Tiles == 0 ? null : entry.Tiles);
        Put(json, TimelineKeys.Tokens, entry.Tokens == 0 ? null : entry.Tokens);
        Put(json, TimelineKeys.Bytes, entry.Bytes == 0 ? null : entry.Bytes);
        Put(json, TimelineKeys.Local, entry.LocalBytes == 0 ? null : entry.LocalBytes);
        Put(json, TimelineKeys.Count, entry.Count == 0 ? null : entry.Count);
        if (entry.Text is { } text)
        {
            json.WriteString(TimelineKeys.Text, text);
        }

        End(output, json);
    }

    /// <summary>Writes whose file it is.</summary>
    public static void Write(ArrayBufferWriter<byte> output, Utf8JsonWriter json, TimelineMember member, long begin)
    {
        json.WriteStartObject();
        json.WriteString(TimelineKeys.Kind, TimelineKeys.Kinds[(int)TimelineKind.Member]);
        json.WriteNumber(TimelineKeys.Begin, begin);
        json.WriteString(TimelineKeys.Node, member.Member.Name);
        json.WriteNumber(TimelineKeys.Incarnation, member.Member.Incarnation);
        json.WriteString(TimelineKeys.Text, member.IsLeader ? TimelineKeys.Leader : Worker);
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
            var fields = default(TimelineFields);
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
}
