using System.Globalization;
using System.Runtime.InteropServices;
using Tessera.Server.Problems;

namespace Tessera.Server.Documents;

/// <summary>Part of a list whose entries are numbered, the last first.</summary>
/// <param name="Limit">At most so many entries.</param>
/// <param name="Before">Only entries of lower numbers; null for the last ones.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Page(int Limit, long? Before)
{
    /// <summary>Entries where nobody says how many.</summary>
    public const int DefaultLimit = 50;

    /// <exception cref="ProblemException">It is no page.</exception>
    public static Page Of(int limit, string? cursor, int most)
    {
        ProblemException.Unless(limit >= 1 && limit <= most, ProblemKinds.Malformed, $"The limit is {limit}: use 1 to {most}.");
        long? before = null;
        if (cursor is not null)
        {
            ProblemException.Unless(
                long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0,
                ProblemKinds.Malformed,
                "The cursor is none: take that of the page before, as it is.");
            before = number;
        }

        return new(limit, before);
    }

    /// <summary>The cursor of the next page; null when this was the last.</summary>
    /// <param name="entries">What was found.</param>
    /// <param name="number">An entry's number.</param>
    public string? Next<T>(IReadOnlyList<T> entries, Func<T, long> number) =>
        entries.Count < Limit ? null : number(entries[^1]).ToString(CultureInfo.InvariantCulture);
}
