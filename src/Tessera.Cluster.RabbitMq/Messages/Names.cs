using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>What is called what on the broker.</summary>
static partial class Names
{
    /// <summary>The queue of a member; also how messages name their sender.</summary>
    public static string Queue(Member member) => member.ToString();

    /// <summary>The exchange that brings broadcasts to those who listen.</summary>
    public static string Broadcasts(string cluster) => $"{cluster}.broadcasts";

    /// <summary>Reads what <see cref="Queue"/> wrote.</summary>
    public static bool TryRead(string? queue, [NotNullWhen(true)] out Member? member)
    {
        var dot = queue?.LastIndexOf('.') ?? -1;
        member = dot > 0
            && IsName(queue![..dot])
            && long.TryParse(queue.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var incarnation)
                ? new(queue[..dot], incarnation)
                : null;
        return member is not null;
    }

    /// <exception cref="ArgumentException">It is not a name.</exception>
    public static void Check(string name, string ofWhat)
    {
        if (!IsName(name))
        {
            throw new ArgumentException(
                $"The name of a {ofWhat} has at most {RabbitMqLimits.NameCharacters} letters, digits, dots, dashes and underscores: \"{name}\".",
                nameof(name));
        }
    }

    static bool IsName(string text) => text.Length <= RabbitMqLimits.NameCharacters && Allowed().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9._-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
