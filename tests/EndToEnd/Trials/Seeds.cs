using System.Globalization;
using System.Security.Cryptography;

namespace EndToEnd.Trials;

/// <summary>What chance begins with: CHAOS_SEED, or something new.</summary>
static class Seeds
{
    public static int Next() => Environment.GetEnvironmentVariable("CHAOS_SEED") is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Numbers that follow each other would begin alike.</summary>
    public static Random Open(int seed) => new(HashOf(seed));

    static int HashOf(int seed) => unchecked((int)((uint)seed * 2654435761u) ^ (seed << 7));
}
