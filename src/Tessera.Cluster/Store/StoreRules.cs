using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tessera.Cluster;

/// <summary>What every store asks of its callers, and what becomes of text that no database would keep as it is.</summary>
static class StoreRules
{
    /// <exception cref="ArgumentException">It is too long, or no database keeps it as it is.</exception>
    public static void CheckDocument(string document)
    {
        if (document.Length > Limits.DocumentCharacters)
        {
            throw new ArgumentException(
                $"The document has {document.Length} characters, and may have {Limits.DocumentCharacters}.", nameof(document));
        }

        if (Storable(document) != document)
        {
            throw new ArgumentException("The document has a character that is none: NUL, or half of a pair.", nameof(document));
        }
    }

    /// <exception cref="ArgumentException">The job is there with another document.</exception>
    public static void CheckSame(JobId id, string document, string accepted)
    {
        if (document != accepted)
        {
            throw new ArgumentException($"Job {id} is there with another document.", nameof(document));
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public static void CheckMost(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, Limits.JobsListed);
    }

    /// <summary>A text with U+FFFD for what is no character: a reason that was cut off may end in half of one.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Storable(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var isCharacter = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) is OperationStatus.Done && rune.Value != 0;
            result.Append((isCharacter ? rune : Rune.ReplacementChar).ToString());
            at += length;
        }

        return result.ToString();
    }
}
