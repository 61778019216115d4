using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tessera.Cluster;

/// <summary>What every store asks of its callers, and what becomes of text that no database would keep as it is.</summary>
static partial class StoreRules
{
    static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <exception cref="ArgumentException">It is no name of a tenant; null stands for all.</exception>
    public static void CheckScope(string? tenant)
    {
        if (tenant is not null)
        {
            CheckName(tenant, "A tenant");
        }
    }

    /// <summary>Whether this can be the name of a tenant or the id of a key.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= Limits.TenantCharacters && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <exception cref="ArgumentException">It is no name of a tenant or a key; the text says what such a one is.</exception>
    public static void CheckName(string name, string what)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"{what} has a name of 1 to {Limits.TenantCharacters} characters: a-z, 0-9 and '-'.", nameof(name));
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to <paramref name="limit"/>.</exception>
    public static void CheckMost(int most, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, limit);
    }

    /// <summary>The beginning of a text, and only what a database keeps.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Beginning(string? text, int most) => Storable(text is null || text.Length <= most ? text : text[..most]);

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
