using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Tessera.Cluster.Store;

/// <summary>What an address says.</summary>
abstract partial record StoreAddress
{
    const int PostgresPort = 5432;

    StoreAddress()
    {
    }

    /// <exception cref="FormatException">It is no address; the text says what to write instead, and repeats no secret.</exception>
    public static StoreAddress Parse(string text) => text switch
    {
        "memory:" => new Memory(),
        _ when text.StartsWith("memory:", StringComparison.Ordinal) => throw new FormatException("A store in memory has no name: write 'memory:'."),
        _ when text.StartsWith("sqlite:", StringComparison.Ordinal) => ParseSqlite(text["sqlite:".Length..]),
        _ when PostgresScheme().Match(text) is { Success: true } scheme => ParsePostgres(text[scheme.Length..]),
        _ => throw new FormatException("The address of a store is 'memory:', 'sqlite:PATH' or 'postgres://USER@HOST:PORT/DATABASE'."),
    };

    static Sqlite ParseSqlite(string path) => path switch
    {
        "" => throw new FormatException("The address has no path: write 'sqlite:PATH'."),
        ":memory:" => throw new FormatException("SQLite in memory is not a store: write 'memory:'."),
        _ when path.Contains('\0', StringComparison.Ordinal) => throw new FormatException("The path has a NUL character."),
        _ when path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("///", StringComparison.Ordinal) =>
            throw new FormatException("A file has no host: write 'sqlite:PATH'."),
        _ => new(Path.GetFullPath(path)),
    };

    static Postgres ParsePostgres(string rest)
    {
        // Whether or not the rest is right: a password must never be repeated.
        var at = rest.LastIndexOf('@');
        if (at > 0 && rest[..at].Contains(':', StringComparison.Ordinal))
        {
            throw new FormatException("An address must not have a password: leave it out, put it into a file and name the file.");
        }

        if (rest.Contains('?', StringComparison.Ordinal))
        {
            throw new FormatException("The address of a store takes no parameters after '?'.");
        }

        var parts = PostgresParts().Match(rest);
        if (!parts.Success)
        {
            throw new FormatException(
                "The address of PostgreSQL is 'postgres://USER@HOST:PORT/DATABASE'; HOST may be a folder of sockets with %2F for '/'.");
        }

        var port = PostgresPort;
        if (parts.Groups["port"] is { Success: true } digits
            && !(int.TryParse(digits.Value, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort))
        {
            throw new FormatException("The address has a port that is none: 1 to 65535.");
        }

        var host = Uri.UnescapeDataString(parts.Groups["host"].Value).Trim('[', ']');
        if (host.Contains(',', StringComparison.Ordinal))
        {
            // The first would say for all of them whether TLS is needed.
            throw new FormatException("The address names several hosts: write one.");
        }

        return new(Uri.UnescapeDataString(parts.Groups["user"].Value), host, port, Uri.UnescapeDataString(parts.Groups["database"].Value));
    }

    [GeneratedRegex("^postgres(ql)?://", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PostgresScheme();

    [GeneratedRegex(
        """^(?<user>[^:@/?#]+)@(?<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@/?#]+)(:(?<port>[^/?#]*))?/(?<database>[^/?#]+)$""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PostgresParts();

    public sealed record Memory : StoreAddress
    {
        public override string ToString() => "memory:";
    }

    /// <param name="File">The whole path.</param>
    public sealed record Sqlite(string File) : StoreAddress
    {
        public override string ToString() => $"sqlite:{File}";
    }

    /// <param name="User">Its role.</param>
    /// <param name="Host">A name, an address, or a folder of sockets.</param>
    /// <param name="Port">Its port.</param>
    /// <param name="Database">Which of its databases.</param>
    public sealed record Postgres(string User, string Host, int Port, string Database) : StoreAddress
    {
        /// <summary>Whether nobody else can listen on the way.</summary>
        public bool IsLocal => Host.StartsWith('/')
            || Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

        public override string ToString()
        {
            var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Uri.EscapeDataString(Host);
            return string.Create(
                CultureInfo.InvariantCulture, $"postgres://{Uri.EscapeDataString(User)}@{host}:{Port}/{Uri.EscapeDataString(Database)}");
        }
    }
}
