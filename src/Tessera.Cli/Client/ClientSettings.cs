using System.CommandLine;
using System.Net;
using Tessera.Cli.Nodes;

namespace Tessera.Cli.Client;

/// <summary>What a client of a server is told.</summary>
static class ClientSettings
{
    const string DefaultServer = "http://127.0.0.1:7080";

    public static readonly Option<string?> Server = new("--server") { HelpName = "URL", Description = $"The server: http://HOST:PORT on this host, https://HOST:PORT elsewhere. Default {DefaultServer}." };
    public static readonly Option<string?> KeyFile = new("--key-file") { HelpName = "FILE", Description = "File whose first line is the API key, where the server asks for one." };
    public static readonly Option<string?> ServerAuthorityFile = new("--server-authority-file") { HelpName = "FILE", Description = "PEM file of the authority of the server's certificate. Default: the system's." };

    /// <summary>All of them.</summary>
    public static Option<string?>[] All => [Server, KeyFile, ServerAuthorityFile];

    /// <exception cref="UsageException">The address is none, the key's file cannot be read, or the key would be sent in the clear.</exception>
    public static ClientOptions Options(Settings settings)
    {
        var server = Address(settings[Server] ?? DefaultServer);
        var key = settings[KeyFile] is { } file ? Key(file) : null;
        return key is not null && server.Scheme != Uri.UriSchemeHttps && !IsLoopback(server)
            ? throw new UsageException($"--server: the key would be sent to {server.Host} in the clear: use https://")
            : new ClientOptions { Server = server, Key = key, AuthorityFile = settings[ServerAuthorityFile] };
    }

    static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { UserInfo: "", Query: "", Fragment: "", Host.Length: > 0 }
            ? new(address.AbsoluteUri.TrimEnd('/') + "/")
            : throw new UsageException($"--server cannot be '{Printable.Of(text)}': use http://HOST:PORT or https://HOST:PORT");

    /// <summary>Names are looked up by others; of them this one alone is always this host.</summary>
    static bool IsLoopback(Uri server) =>
        string.Equals(server.Host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(server.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));

    static string Key(string file)
    {
        try
        {
            var characters = new char[ClientLimits.KeyCharacters + 2];
            using var reader = new StreamReader(file);
            var line = new string(characters, 0, reader.ReadBlock(characters)).Split('\n')[0].TrimEnd('\r');
            return line.Length is > 0 and <= ClientLimits.KeyCharacters && line.All(c => c is > ' ' and <= '~')
                ? line
                : throw new UsageException($"--key-file: the first line of {file} is no key");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--key-file: {e.Message}", e);
        }
    }
}
