using System.Globalization;
using Tessera.Server.Problems;

namespace Tessera.Server.Jobs;

/// <summary>Where a page of a list goes on.</summary>
static class Cursor
{
    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <returns>Null for the first page.</returns>
    /// <exception cref="ProblemException">It is no cursor.</exception>
    public static long? Parse(string? text) => text is null
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ProblemException(ProblemKinds.Malformed, "The cursor is none: take that of the page before, as it is.");
}
