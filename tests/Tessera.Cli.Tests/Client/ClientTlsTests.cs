using System.Security.Cryptography.X509Certificates;
using Tessera.Cli.Client;
using Tessera.Cluster;

namespace Tessera.Cli.Tests.Client;

/// <summary>A server is who its certificate says, or gets nothing.</summary>
public sealed class ClientTlsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tessera-client-tls-").FullName;
    readonly JobId _id = JobId.New();

    [Fact]
    public async Task Server_is_believed_by_the_authority_that_was_named_and_under_its_own_name_alone()
    {
        using var authority = ClusterAuthority.Create(_folder, TimeProvider.System);
        authority.Issue("server", ["localhost"], _folder, TimeProvider.System);
        using var pem = X509Certificate2.CreateFromPemFile(Path.Combine(_folder, "server.crt"), Path.Combine(_folder, "server.key"));
        using var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        await using var server = await StubServer.StartAsync((context, _) => StubServer.JsonAsync(context, StubServer.Job(_id.ToString())), certificate: certificate);

        var (named, address) = (new UriBuilder(server.Address) { Host = "localhost" }.Uri, server.Address);
        var file = Path.Combine(_folder, "ca.crt");
        using (var client = Client(named, file))
        {
            (await client.FindAsync(_id, default)).Id.ShouldBe(_id.ToString());
        }

        server.Requests.ShouldHaveSingleItem().Headers["Authorization"].ShouldBe("Bearer secret");
        foreach (var (where, whose) in ((Uri, string?)[])[(address, file), (named, null)])
        {
            using var client = Client(where, whose);
            (await Should.ThrowAsync<ServerException>(client.FindAsync(_id, default))).ShouldNotBeOfType<ServerUnavailableException>();
        }

        server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public void Authority_that_cannot_be_read_is_a_wrong_option() =>
        Should.Throw<UsageException>(() => Client(new("https://localhost/"), Path.Combine(_folder, "nothing.crt"))).Message.ShouldContain("nothing.crt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static TesseraClient Client(Uri server, string? authority) => new(new() { Server = server, Key = "secret", AuthorityFile = authority }, TimeProvider.System, new(7));
}
