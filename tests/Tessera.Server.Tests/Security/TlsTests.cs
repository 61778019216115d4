using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tessera.Cluster;

namespace Tessera.Server.Tests.Security;

public sealed class TlsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tessera-tls-").FullName;

    string Certificate => Path.Combine(_folder, "server.crt");

    string Key => Path.Combine(_folder, "server.key");

    [Fact]
    public async Task Server_is_known_by_its_certificate()
    {
        Issue(TimeProvider.System);
        await using var server = await RunningServer.StartAsync(options => options with { Tls = (Certificate, Key) }, app => app.MapGet("/", context => context.Response.WriteAsync("hello")).AllowAnonymous());
        server.Client.BaseAddress!.Scheme.ShouldBe("https");
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "ca.crt"));
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            },
        };
        using var client = new HttpClient(handler);
        (await client.GetStringAsync($"https://localhost:{server.Port}/")).ShouldBe("hello");
        await Should.ThrowAsync<HttpRequestException>(server.Client.GetStringAsync("/"));
    }

    [Fact]
    public void What_cannot_be_used_is_refused_at_the_start()
    {
        Issue(TimeProvider.System);
        Refusal((Certificate, Path.Combine(_folder, "nothing.key"))).ShouldContain("nothing.key");
        Refusal((Certificate, Path.Combine(_folder, "ca.key"))).ShouldContain("cannot be used");
        File.WriteAllText(Key, "no key");
        Refusal((Certificate, Key)).ShouldContain($"the certificate {Certificate} with the key {Key} cannot be used");
    }

    [Fact]
    public void Certificate_that_has_ended_is_refused()
    {
        Issue(new Past());
        Refusal((Certificate, Key)).ShouldContain("ended at");
    }

    [Theory]
    [InlineData("0.0.0.0", false, false)]
    [InlineData("10.1.2.3", false, false)]
    [InlineData("::", false, false)]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("::1", false, true)]
    [InlineData("0.0.0.0", true, true)]
    public void Keys_never_travel_in_the_clear(string address, bool isBehindProxy, bool isTaken)
    {
        var options = new ServerOptions { Listen = new(IPAddress.Parse(address), 7080), IsBehindProxy = isBehindProxy, Artifacts = _folder };
        if (isTaken)
        {
            Should.NotThrow(() => Build(options));
            options.AsksForKeys.ShouldBe(isBehindProxy);
        }
        else
        {
            Should.Throw<InvalidDataException>(() => Build(options)).Message.ShouldContain("keys would travel in the clear");
            options.AsksForKeys.ShouldBeTrue();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static WebApplication Build(ServerOptions options) =>
        TesseraServer.Build(options, new MemoryJobStore(TimeProvider.System), RunningServer.Checkpoint, TimeProvider.System, logging => logging.ClearProviders());

    string Refusal((string Certificate, string Key) tls) =>
        Should.Throw<InvalidDataException>(() => Build(new() { Tls = tls, Artifacts = _folder })).Message;

    void Issue(TimeProvider time)
    {
        using var authority = ClusterAuthority.Create(_folder, time);
        authority.Issue("server", ["localhost"], _folder, time);
    }

    sealed class Past : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddYears(-3);
    }
}
