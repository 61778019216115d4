using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Control messages as UTF-8 JSON. Members that are not known are skipped, so that a newer sender is understood.</summary>
static class ControlCodec
{
    static readonly JsonTypeInfo<ControlMessage> Format = MakeFormat();

    public static byte[] Encode(ControlMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, Format);

    /// <exception cref="InvalidDataException">The body is not a control message; the text says why.</exception>
    public static ControlMessage Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, Format) is { } message && (message.Order is null) != (message.Report is null)
                ? message
                : throw new InvalidDataException("A control message must be one order or one report.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"A control message cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads what another member sent; anything that is not a control message is counted and passed over.</summary>
    public static bool TryDecode(Signal signal, [NotNullWhen(true)] out Member? from, [NotNullWhen(true)] out ControlMessage? message)
    {
        (from, message) = (null, null);
        if (signal is not Signal.Received received)
        {
            return false;
        }

        try
        {
            (from, message) = (received.From, Decode(received.Body.Span));
            return true;
        }
        catch (InvalidDataException)
        {
            Instruments.Refused();
            return false;
        }
    }

    /// <summary>A message as one line that fits.</summary>
    public static string OneLine(string message)
    {
        var line = message.ReplaceLineEndings(" ");
        return line.Length <= Limits.FailureCharacters ? line : line[..Limits.FailureCharacters];
    }

    static JsonTypeInfo<ControlMessage> MakeFormat()
    {
        var options = new JsonSerializerOptions(ControlJson.Default.Options)
        {
            TypeInfoResolver = ControlJson.Default.WithAddedModifier(NameKinds),
        };
        return (JsonTypeInfo<ControlMessage>)options.GetTypeInfo(typeof(ControlMessage));
    }

    static void NameKinds(JsonTypeInfo type)
    {
        if (type.Type == typeof(Order))
        {
            type.PolymorphismOptions = Kinds(typeof(Order.Assign), typeof(Order.Proceed), typeof(Order.Stop));
        }
        else if (type.Type == typeof(Report))
        {
            type.PolymorphismOptions = Kinds(
                typeof(Report.Ready),
                typeof(Report.Stepped),
                typeof(Report.Stored),
                typeof(Report.NotStored),
                typeof(Report.Unreadable),
                typeof(Report.Finished),
                typeof(Report.Failed));
        }
    }

    static JsonPolymorphismOptions Kinds(params ReadOnlySpan<Type> kinds)
    {
        var options = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
        foreach (var kind in kinds)
        {
            options.DerivedTypes.Add(new JsonDerivedType(kind, kind.Name.ToLowerInvariant()));
        }

        return options;
    }
}
