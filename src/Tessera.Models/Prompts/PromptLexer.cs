using System.Globalization;
using System.Text;

namespace Tessera.Models.Prompts;

/// <summary>
/// Cuts text into words, breaks and weights. Words are letters and digits in lower case; an apostrophe inside one is dropped, a hyphen or
/// underscore separates like a space; ',', ';', '.', '!' and '?' break; ':' and a number from 0 to 1 make a weight. Nothing else is allowed.
/// </summary>
static class PromptLexer
{
    // Weights are kept to a thousandth, so that their text is short and says all.
    const int Decimals = 3;

    /// <summary>Cuts a text.</summary>
    /// <param name="text">Any text; the caller limits its length.</param>
    /// <exception cref="PromptException">A character or number that is not allowed.</exception>
    public static List<PromptToken> Read(string text)
    {
        var tokens = new List<PromptToken>();
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (IsWord(c))
            {
                tokens.Add(ReadWord(text, ref at));
            }
            else if (c == ':')
            {
                tokens.Add(ReadWeight(text, ref at));
            }
            else if (c is ',' or ';' or '.' or '!' or '?')
            {
                tokens.Add(new PromptToken(PromptTokenKind.Break));
                at++;
            }
            else if (c is ' ' or '-' or '_' or '\u00A0')
            {
                at++;
            }
            else
            {
                throw Refused(text, at);
            }
        }

        return tokens;
    }

    static bool IsWord(char c) => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    static bool IsApostrophe(char c) => c is '\'' or '\u2019';

    static PromptToken ReadWord(string text, ref int at)
    {
        var word = new StringBuilder();
        for (; at < text.Length && (IsWord(text[at]) || IsApostrophe(text[at])); at++)
        {
            if (IsWord(text[at]))
            {
                word.Append(char.ToLowerInvariant(text[at]));
            }
        }

        return new PromptToken(PromptTokenKind.Word, word.ToString());
    }

    static PromptToken ReadWeight(string text, ref int at)
    {
        at++;
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        // A point belongs to the number only before a digit: "forest:1." ends a sentence.
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
        {
            at++;
        }

        var number = text.AsSpan(start, at - start);
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            || weight > 1
            || (at < text.Length && IsWord(text[at])))
        {
            throw new PromptException("after ':' a prompt needs a weight from 0 to 1, written with a point, such as forest:0.6");
        }

        return new PromptToken(PromptTokenKind.Weight, Weight: (float)decimal.Round(weight, Decimals));
    }

    static PromptException Refused(string text, int at)
    {
        var rune = Rune.TryGetRuneAt(text, at, out var found) ? found : Rune.ReplacementChar;
        var shown = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            ? string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}")
            : $"'{rune}'";
        return new PromptException($"a prompt holds words, commas and weights such as forest:0.6; it cannot hold {shown}");
    }
}
