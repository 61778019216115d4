using System.CommandLine;
using System.Net;
using Tessera.Server;

namespace Tessera.Cli.Nodes;

/// <summary>The settings of a server, in the schema of <see cref="ClusterSettings"/>.</summary>
static class ServeSettings
{
    const int MostDays = 36_500;

    public static readonly Option<string?> Listen = new("--listen") { Description = "ADDRESS:PORT where it is called; port 0 takes a free one. Default 127.0.0.1:7080: this host alone." };
    public static readonly Option<string?> Certificate = new("--certificate") { Description = "PEM file of its certificate, with those between it and its authority. Required off loopback, unless --behind-proxy." };
    public static readonly Option<string?> CertificateKey = new("--certificate-key") { Description = "PEM file of the certificate's key." };
    public static readonly Option<string?> BehindProxy = Flag("--behind-proxy", "A proxy ends TLS: plain HTTP is served off loopback too, and keys are always asked for.");
    public static readonly Option<string?> RequireKeys = Flag("--require-keys", "Ask for keys on loopback too. Off loopback they always are.");
    public static readonly Option<string?> Quota = new("--quota") { Description = "The most that open jobs of a tenant may take together, in pixels times steps. Default: no bound." };
    public static readonly Option<string?> KeepFor = new("--keep-for") { Description = "Days that jobs are kept, with their pictures, when they have ended. Default: for ever." };

    /// <summary>What a server takes beside what says where the store, the artifacts and the checkpoint are.</summary>
    public static Option<string?>[] All => [Listen, Certificate, CertificateKey, BehindProxy, RequireKeys, Quota, KeepFor];

    /// <exception cref="UsageException">Something is missing or out of its range.</exception>
    public static ServerOptions Options(Settings settings) => new()
    {
        Listen = EndPoint(settings[Listen]),
        Tls = (settings[Certificate], settings[CertificateKey]) switch
        {
            (null, null) => null,
            ({ } certificate, { } key) => (certificate, key),
            _ => throw new UsageException("--certificate and --certificate-key go together"),
        },
        IsBehindProxy = settings.Flag(BehindProxy),
        RequiresKeys = settings.Flag(RequireKeys),
        Artifacts = settings.Require(ClusterSettings.Artifacts),
        Quota = settings[Quota] is null ? null : settings.Number(Quota, 0, 1, long.MaxValue),
        KeepFor = settings[KeepFor] is null ? null : TimeSpan.FromDays(settings.Number(KeepFor, 0, 1, MostDays)),
    };

    static IPEndPoint EndPoint(string? text) => text is null ? ServerOptions.DefaultListen
        : IPEndPoint.TryParse(text, out var found) ? found
        : throw new UsageException($"--listen cannot be '{text}': use ADDRESS:PORT, for example 0.0.0.0:7080");

    static Option<string?> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne, HelpName = "true|false" };
}
