using System.Collections.Frozen;

namespace Tessera.Models.Prompts;

/// <summary>What makes different words the same: small words that say nothing, and plurals.</summary>
static class PromptWords
{
    static readonly FrozenSet<string> Small = new[]
    {
        "a", "an", "and", "at", "by", "for", "from", "in", "into", "is", "its", "near",
        "of", "on", "over", "some", "the", "this", "to", "under", "with",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a word is left out of every comparison.</summary>
    public static bool IsSmall(string word) => Small.Contains(word);

    /// <summary>
    /// A form shared by singular and regular plural: lakes and lake, beaches and beach, cities and city, prairies and prairie. It need not
    /// be a word, as it is only compared with others made in the same way.
    /// </summary>
    public static string Stem(string word)
    {
        var singular = word switch
        {
            [_, _, .., 's', 's'] or [_, _, .., 'u', 's'] or [_, _, .., 'i', 's'] or { Length: < 4 } => word,
            [.., 'c' or 's', 'h', 'e', 's'] or [.., 's', 's', 'e', 's'] or [.., 'x' or 'z', 'e', 's'] => word[..^2],
            [.., 's'] => word[..^1],
            _ => word,
        };
        return singular is [_, _, .., 'i', 'e'] ? singular[..^2] + "y" : singular;
    }

    /// <summary>
    /// How many letters must be changed, added, dropped or swapped with the next to make one word of another (optimal string alignment).
    /// </summary>
    public static int Distance(string from, string to)
    {
        var (before, last, next) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            next[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                next[j] = Math.Min(change, 1 + Math.Min(last[j], next[j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, last, next) = (last, next, before);
        }

        return last[to.Length];
    }
}
