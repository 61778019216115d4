using System.Text.Json;

namespace Tessera.Cluster;

/// <summary>What a line has said so far.</summary>
ref struct TimelineFields
{
    /// <summary>No honest number is larger: the time in microseconds reaches it in 2255.</summary>
    const long Largest = 1L << 53;

    TimelineKind? _kind;
    TimelineEntry _entry;
    string? _node;
    long _incarnation;

    public bool TryTake(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals(TimelineKeys.Kind.EncodedUtf8Bytes))
        {
            return json.Read() && json.TokenType is JsonTokenType.String && TryKind(ref json);
        }

        if (json.ValueTextEquals(TimelineKeys.Text.EncodedUtf8Bytes))
        {
            return TryText(ref json, out var text) && Set(_entry with { Text = text });
        }

        if (json.ValueTextEquals(TimelineKeys.Node.EncodedUtf8Bytes))
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
            member = _node is { } node ? new(new(node, _incarnation), entry.Text == TimelineKeys.Leader) : null;
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

        if (key.SequenceEqual(TimelineKeys.Incarnation.EncodedUtf8Bytes))
        {
            _incarnation = value;
            return true;
        }

        return key switch
        {
            _ when Is(key, TimelineKeys.Begin) => Set(_entry with { Begin = value }),
            _ when Is(key, TimelineKeys.Duration) => Set(_entry with { Duration = value }),
            _ when Is(key, TimelineKeys.Tokens) => Set(_entry with { Tokens = value }),
            _ when Is(key, TimelineKeys.Bytes) => Set(_entry with { Bytes = value }),
            _ when Is(key, TimelineKeys.Local) => Set(_entry with { LocalBytes = value }),
            _ when Is(key, TimelineKeys.Count) => Set(_entry with { Count = value }),
            _ when value > int.MaxValue => false,
            _ when Is(key, TimelineKeys.Epoch) => Set(_entry with { Epoch = (int)value }),
            _ when Is(key, TimelineKeys.Stage) => Set(_entry with { Stage = (int)value }),
            _ when Is(key, TimelineKeys.Step) => Set(_entry with { Step = (int)value }),
            _ when Is(key, TimelineKeys.Evaluation) => Set(_entry with { Evaluation = (int)value }),
            _ when Is(key, TimelineKeys.Tiles) => Set(_entry with { Tiles = (int)value }),
            _ => false,
        };
    }

    bool TryKind(ref Utf8JsonReader json)
    {
        for (var i = 0; i < TimelineKeys.Kinds.Length; i++)
        {
            if (json.ValueTextEquals(TimelineKeys.Kinds[i].EncodedUtf8Bytes))
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
