using System.Globalization;

namespace Tessera.Tiling;

/// <summary>Two numbers written as 12x34.</summary>
static class Sides
{
    /// <summary>Characters of the text: two numbers with their signs and some spaces.</summary>
    const int MostCharacters = 40;

    /// <summary>Reads the numbers; spaces around them and an upper-case X are allowed, signs are read so that ranges are refused where they
    /// are known.</summary>
    /// <exception cref="PlanException">The text is something else; the message names <paramref name="what"/> and shows
    /// <paramref name="form"/>.</exception>
    public static (int First, int Second) Parse(string text, string what, string form)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Length <= MostCharacters ? text.Split('x', 'X') : [];
        if (parts.Length == 2 && TryNumber(parts[0], out var first) && TryNumber(parts[1], out var second))
        {
            return (first, second);
        }

        throw new PlanException($"'{Printable(text)}' is not {what}: write {form}.");
    }

    /// <summary>A NUL that ends a number would be passed over, and then stand in whatever keeps the text.</summary>
    static bool TryNumber(string text, out int number)
    {
        number = 0;
        return !text.Contains('\0', StringComparison.Ordinal)
            && int.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A short form of what was typed, on one line.</summary>
    static string Printable(string text)
    {
        var line = new string([.. text.Where(letter => !char.IsControl(letter))]);
        return line.Length <= 40 ? line : line[..40] + "...";
    }
}
