using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tessera.Server.Documents;

/// <summary>
/// What scalars mean by the core schema of YAML 1.2: <c>yes</c> and <c>on</c> are text, and <c>010</c> is ten. What is quoted is text whatever it looks like.
/// </summary>
static partial class YamlScalars
{
    const int MatchMilliseconds = 1000;

    /// <exception cref="YamlException">It is a number that JSON does not have.</exception>
    public static void Write(Scalar scalar, Utf8JsonWriter writer)
    {
        var text = scalar.Value;
        if (scalar.Style is not ScalarStyle.Plain)
        {
            writer.WriteStringValue(text);
            return;
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            default:
                WriteNumberOrText(scalar, writer);
                break;
        }
    }

    static void WriteNumberOrText(Scalar scalar, Utf8JsonWriter writer)
    {
        var text = scalar.Value;
        if (Decimal().Match(text) is { Success: true } number)
        {
            writer.WriteRawValue(Json(number));
        }
        else if (Based().Match(text) is { Success: true } based)
        {
            writer.WriteNumberValue(Integer(based) ?? throw NotInJson(scalar));
        }
        else if (Endless().IsMatch(text))
        {
            throw NotInJson(scalar);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    /// <summary>The same number as JSON writes it: without a plus, with a digit on both sides of a point, and without zeros before.</summary>
    static string Json(Match number)
    {
        var whole = number.Groups["whole"].Value.TrimStart('0');
        var fraction = number.Groups["fraction"].Value;
        var sign = number.Groups["sign"].Value == "-" ? "-" : "";
        return sign + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction) + number.Groups["exponent"].Value;
    }

    /// <returns>Null when it has more than 64 bits.</returns>
    static ulong? Integer(Match based)
    {
        if (based.Groups["hex"] is { Success: true } hex)
        {
            return ulong.TryParse(hex.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        var sum = 0UL;
        foreach (var digit in based.Groups["octal"].ValueSpan)
        {
            if (sum > ulong.MaxValue >> 3)
            {
                return null;
            }

            sum = (sum << 3) + (uint)(digit - '0');
        }

        return sum;
    }

    static YamlException NotInJson(Scalar scalar) => new(scalar.Start, scalar.End, "This number is none that JSON has: quote what is to be text.");

    [GeneratedRegex(
        """^(?<sign>[-+])?((?<whole>[0-9]+)(\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?<exponent>[eE][-+]?[0-9]+)?\z""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        MatchMilliseconds)]
    private static partial Regex Decimal();

    [GeneratedRegex("""^(0x(?<hex>[0-9a-fA-F]+)|0o(?<octal>[0-7]+))\z""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, MatchMilliseconds)]
    private static partial Regex Based();

    [GeneratedRegex("""^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, MatchMilliseconds)]
    private static partial Regex Endless();
}
