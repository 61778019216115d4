using System.Text;
using Google.Protobuf;

namespace Tessera.Cli.Tests.Commands;

/// <summary>A protobuf message by the numbers of its fields, read without its description.</summary>
sealed class OtlpMessage
{
    readonly List<(int Number, byte[] Bytes)> _fields = [];

    /// <summary>Reads a message; fields that are neither text, bytes nor messages are passed over.</summary>
    public static OtlpMessage Parse(byte[] bytes)
    {
        var message = new OtlpMessage();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagWireType(tag) is WireFormat.WireType.LengthDelimited)
            {
                message._fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
            }
            else
            {
                input.SkipLastField();
            }
        }

        return message;
    }

    public IEnumerable<OtlpMessage> All(int number) => _fields.Where(field => field.Number == number).Select(field => Parse(field.Bytes));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number));

    /// <summary>Attributes with a text: key 1, value 2, of which text is 1.</summary>
    public Dictionary<string, string> Attributes(int number) =>
        All(number).ToDictionary(pair => pair.Text(1), pair => pair.All(2).Single().Text(1), StringComparer.Ordinal);

    byte[] Bytes(int number) => _fields.Find(field => field.Number == number).Bytes ?? [];
}
