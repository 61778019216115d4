namespace Tessera.Cli.Client;

/// <summary>What a client is told.</summary>
sealed record ClientOptions
{
    /// <summary>Where the server is; ends in a slash.</summary>
    public required Uri Server { get; init; }

    /// <summary>Who asks; null where no key is needed.</summary>
    public string? Key { get; init; }

    /// <summary>PEM file of the authority of the server's certificate; null for the system's.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>How long a request is repeated while the server cannot be reached.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait before a request is repeated, after many failures, and the most that a server may ask for.</summary>
    public TimeSpan MostWait { get; init; } = TimeSpan.FromSeconds(3);
}
