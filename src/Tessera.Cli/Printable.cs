using System.Globalization;

namespace Tessera.Cli;

/// <summary>Text of others for a terminal.</summary>
static class Printable
{
    /// <summary>What comes from a server, a store or a file may hold anything: what a terminal would obey, or would turn around, becomes a question mark.</summary>
    public static string Of(string text) => string.Create(text.Length, text, (printable, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            printable[i] = IsHarmless(from, i) ? from[i] : '?';
        }
    });

    static bool IsHarmless(string text, int i) => CharUnicodeInfo.GetUnicodeCategory(text, i) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && (!char.IsSurrogate(text[i]) || IsPaired(text, i));

    static bool IsPaired(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
