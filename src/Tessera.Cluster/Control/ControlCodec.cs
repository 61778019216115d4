using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Tessera.Cluster.Contracts;
using Tessera.Tiling.Machines;
using Member = Tessera.Tiling.Machines.Member;

namespace Tessera.Cluster;

/// <summary>
/// Control messages in Protobuf. Fields that are not known are skipped, so that a newer sender of the same major version is understood;
/// everything else that does not fit is refused with the reason.
/// </summary>
static class ControlCodec
{
    const uint Major = 1;
    const uint Minor = 0;

    /// <exception cref="ArgumentException">The message has more than <see cref="Limits.ControlBytes"/>.</exception>
    public static byte[] Encode(ControlMessage message)
    {
        var control = new Control { Major = Major, Minor = Minor, Trace = message.Trace ?? "" };
        switch (message)
        {
            case { Order: { } order }:
                OrderMapping.Write(order, message.Job, control);
                break;
            case { Report: { } report }:
                ReportMapping.Write(report, control);
                break;
            case { Hello: { } hello }:
                control.Hello = HelloMapping.ToContract(hello);
                break;
            default:
                throw new ArgumentException("A control message must be an order, a report or a hello.", nameof(message));
        }

        var size = control.CalculateSize();
        return size <= Limits.ControlBytes
            ? control.ToByteArray()
            : throw new ArgumentException($"A control message has {size} bytes; the limit is {Limits.ControlBytes}.", nameof(message));
    }

    /// <exception cref="InvalidDataException">The body is not a control message; the text says why.</exception>
    public static ControlMessage Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            Wire.Require(body.Length <= Limits.ControlBytes, "it is too long");
            var control = Control.Parser.ParseFrom(body);
            Wire.Require(control.Major == Major, $"its version is {control.Major}.{control.Minor}, and {Major} is understood");
            return Read(control) with { Trace = control.Trace is "" ? null : Wire.Text(control.Trace) };
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException or OverflowException)
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
            SeamInstruments.Refused(ControlRefusal.Unreadable);
            return false;
        }
    }

    /// <summary>A message as one line that fits.</summary>
    public static string OneLine(string message)
    {
        // Whole characters: half of one would come back as another from whoever stores it.
        var line = message.ReplaceLineEndings(" ");
        return line.Length <= Limits.FailureCharacters
            ? line
            : line[..(char.IsHighSurrogate(line[Limits.FailureCharacters - 1]) ? Limits.FailureCharacters - 1 : Limits.FailureCharacters)];
    }

    static ControlMessage Read(Control control) => control.BodyCase switch
    {
        Control.BodyOneofCase.Assign => new(OrderMapping.FromContract(control.Assign), Job: OrderMapping.JobOf(control.Assign)),
        Control.BodyOneofCase.Proceed => new(OrderMapping.FromContract(control.Proceed)),
        Control.BodyOneofCase.Stop => new(new Order.Stop(Wire.Epoch(control.Stop.Epoch))),
        Control.BodyOneofCase.Hello => new(Hello: HelloMapping.FromContract(control.Hello)),
        _ => new(Report: ReportMapping.FromContract(control)),
    };
}
