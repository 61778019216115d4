using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Conformance.Servers;
using Tessera.Cluster;
using Tessera.Cluster.Store;

namespace Conformance.Store;

/// <summary>A server with a certificate: with a root certificate it is checked on loopback too.</summary>
public sealed class PostgresTlsTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Server_is_who_the_root_certificate_says()
    {
        using var ours = MakeRoot("CN=ours");
        using var other = MakeRoot("CN=other");
        await server.UseCertificateAsync(MakeServer(ours, IPAddress.Loopback));

        (await OpenAsync(ours)).ShouldBeNull();
        (await OpenAsync(other)).ShouldNotBeNull().Message.ShouldStartWith(server.ConnectionAddress);

        await server.UseCertificateAsync(MakeServer(ours, IPAddress.Parse("10.1.2.3")));
        (await OpenAsync(ours)).ShouldNotBeNull().Message.ShouldNotContain('\n');
    }

    async Task<StoreUnavailableException?> OpenAsync(X509Certificate2 root)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, root.ExportCertificatePem());
            await using var store = await JobStores.OpenAsync(
                new(server.ConnectionAddress) { PasswordFile = server.PasswordFile, RootCertificateFile = file, Within = TimeSpan.FromSeconds(30) },
                TimeProvider.System,
                CancellationToken.None);
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return e;
        }
        finally
        {
            File.Delete(file);
        }
    }

    static X509Certificate2 MakeRoot(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    static (string Certificate, string Key) MakeServer(X509Certificate2 root, IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, Now.AddDays(-1), Now.AddDays(1).AddMinutes(-1), [1, 2, 3]);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
