using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Links;

public sealed class LinkTlsTests(Certificates certificates) : IClassFixture<Certificates>, IAsyncDisposable
{
    static readonly Epoch First = new(1);
    static readonly Member A = new("a", 1);
    static readonly Member B = new("b", 1);

    TcpCluster? _cluster;

    FaultLog Connecting => _cluster!.Faults[0];

    FaultLog Accepting => _cluster!.Faults[1];

    [Fact]
    public async Task Certificate_of_another_authority_is_refused_by_both()
    {
        using var others = new Certificates();
        Open(certificates.Of("a"), others.Of("b"));
        await Connecting.WaitForAsync(LinkRefusal.Authority);
        await _cluster!.DisposeAsync();

        // A side that does not mind whom it speaks to is still not heard.
        await using var listening = new TcpCluster([B], tls: name => certificates.Of(name));
        using var foreign = X509Certificate2.CreateFromPemFile(Path.Combine(others.Folder, "b.crt"), Path.Combine(others.Folder, "b.key"));
        await ConnectAsync(listening.Links[0], foreign);
        await listening.Faults[0].WaitForAsync(LinkRefusal.Authority);
    }

    [Fact]
    public async Task No_certificate_is_refused()
    {
        await using var listening = new TcpCluster([B], tls: name => certificates.Of(name));
        await ConnectAsync(listening.Links[0], null);
        await listening.Faults[0].WaitForAsync(LinkRefusal.NoCertificate);
    }

    [Fact]
    public async Task Expired_certificate_is_refused_and_so_is_one_of_the_future()
    {
        using var old = new Certificates(new Clock(TimeProvider.System.GetUtcNow().AddYears(-3)));
        Open(old.Of("a"), old.Of("b", new Clock(TimeProvider.System.GetUtcNow().AddYears(-2))));
        (await Connecting.WaitForAsync(LinkRefusal.Expired)).Message.ShouldContain("valid from");
        await _cluster!.DisposeAsync();

        Open(old.Of("c", new Clock(TimeProvider.System.GetUtcNow().AddDays(1))), old.Of("d"));
        await Accepting.WaitForAsync(LinkRefusal.Expired);
    }

    [Fact]
    public async Task Certificate_of_another_member_is_refused_by_both()
    {
        Open(certificates.Of("a"), certificates.Of("x"));
        (await Connecting.WaitForAsync(LinkRefusal.Name)).Message.ShouldContain("not for b.1");
        await _cluster!.DisposeAsync();

        Open(certificates.Of("x"), certificates.Of("b"));
        await Accepting.WaitForAsync(LinkRefusal.Name);
        (await Connecting.WaitForAsync(LinkRefusal.Peer)).Message.ShouldContain("not for a.1");
    }

    [Fact]
    public async Task One_certificate_may_be_for_all_members_whose_names_begin_alike()
    {
        var exchange = new Exchange(First, rounds: 3, blocks: 3, largest: 1000, seed: 1);
        var shared = certificates.Of("workers", hosts: ["*"]);
        await using var cluster = new TcpCluster([A, B], tls: _ => shared);
        cluster.Open(First, exchange.Credits);
        await exchange.RunAsync(cluster.Links);
    }

    [Fact]
    public async Task Plain_side_and_encrypted_side_do_not_understand_each_other()
    {
        Open(null, certificates.Of("b"));
        await Accepting.WaitForAsync(LinkRefusal.Tls);
        await _cluster!.DisposeAsync();

        Open(certificates.Of("a"), null);
        await Accepting.WaitForAsync(LinkRefusal.Tls);
    }

    [Fact]
    public async Task Off_loopback_nothing_goes_without_tls()
    {
        var anywhere = TcpCluster.Options(A) with { Listen = new(IPAddress.Any, 0) };
        Should.Throw<InvalidOperationException>(() => TcpLinks.Listen(anywhere)).Message.ShouldContain("needs TLS");
        await using var links = TcpLinks.Listen(TcpCluster.Options(A));
        foreach (var address in new[] { "10.1.2.3:4000", "elsewhere:4000", "[fd00::1]:4000" })
        {
            Should.Throw<InvalidOperationException>(() => links.Open(First, [new(A, 1), new(B, 1, address)], [0, 1])).Message.ShouldContain("needs TLS");
        }

        await using var encrypted = TcpLinks.Listen(anywhere with { Tls = certificates.Of("a"), Host = "a.example" });
        encrypted.Address.ShouldStartWith("a.example:");
    }

    [Theory]
    [InlineData("")]
    [InlineData("host")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData(":80")]
    [InlineData("::1:80")]
    public async Task What_is_no_address_is_refused(string address)
    {
        await using var links = TcpLinks.Listen(TcpCluster.Options(A));
        Should.Throw<FormatException>(() => links.Open(First, [new(A, 1), new(B, 1, address)], [0, 1]));
        links.Open(First, [new(A, 1), new(B, 1, "[::1]:80")], [0, 0]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    void Open(LinkTls? a, LinkTls? b)
    {
        _cluster = new([A, B], tls: name => name == "a" ? a : b);
        _cluster.Open(First, 1);
    }

    static async Task ConnectAsync(TcpLinks links, X509Certificate2? certificate)
    {
        using var peer = await RawPeer.ConnectAsync(links);
        await using var tls = new SslStream(peer.Stream);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "b",
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
            await tls.ReadExactlyAsync(new byte[1]);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // As it should be.
        }
    }

    sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
