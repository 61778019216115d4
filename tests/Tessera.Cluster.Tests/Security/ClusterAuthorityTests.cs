using System.Security.Cryptography.X509Certificates;
using Tessera.Cluster.Tests.Links;

namespace Tessera.Cluster.Tests.Security;

public sealed class ClusterAuthorityTests : IDisposable
{
    readonly Certificates _certificates = new();

    string Folder => _certificates.Folder;

    [Fact]
    public void Files_are_for_their_owner_alone()
    {
        _certificates.Of("node-1", hosts: ["10.0.0.7", "node-1.example", "::1"]);

        var files = Directory.GetFiles(Folder);
        files.Select(Path.GetFileName).ShouldBe(["ca.crt", "ca.key", "node-1.crt", "node-1.key"], ignoreOrder: true);
        files.ShouldAllBe(file => OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Certificate_is_for_a_year_for_both_sides_and_for_all_names()
    {
        _certificates.Of("node-1", hosts: ["10.0.0.7", "node-1.example", "::1", "worker-*"]);

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Folder, "node-1.crt"));
        (certificate.NotAfter - certificate.NotBefore).TotalDays.ShouldBeInRange(365, 367);
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>()
            .Select(use => use.Value).ShouldBe(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        names.EnumerateDnsNames().ShouldBe(["node-1", "node-1.example", "worker-*"]);
        names.EnumerateIPAddresses().Select(address => address.ToString()).ShouldBe(["10.0.0.7", "::1"]);

        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Folder, "ca.crt"));
        (authority.NotAfter - authority.NotBefore).TotalDays.ShouldBeInRange(3652, 3654);
        certificate.Issuer.ShouldBe(authority.Subject);
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        _certificates.Of("node-1");
        var before = Directory.GetFiles(Folder).Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllText(file))).ToList();
        using var authority = ClusterAuthority.Open(Folder);

        Should.Throw<IOException>(() => ClusterAuthority.Create(Folder, TimeProvider.System)).Message.ShouldContain("not overwritten");
        Should.Throw<IOException>(() => authority.Issue("node-1", [], Folder, TimeProvider.System)).Message.ShouldContain("not overwritten");

        Directory.GetFiles(Folder).Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllText(file))).ShouldBe(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ca")]
    [InlineData("../x")]
    [InlineData(".x")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public void What_cannot_be_a_name_is_none(string name)
    {
        using var authority = ClusterAuthority.Open(Folder);
        Should.Throw<ArgumentException>(() => authority.Issue(name, [], Folder, TimeProvider.System));
        Directory.GetFiles(Folder).Length.ShouldBe(2);
    }

    [Fact]
    public void What_is_missing_or_damaged_is_named()
    {
        Should.Throw<IOException>(() => LinkTls.Open(Folder, "nobody")).Message.ShouldContain("nobody.crt");
        _certificates.Of("node-1");
        File.WriteAllText(Path.Combine(Folder, "node-1.key"), "no key");
        Should.Throw<IOException>(() => LinkTls.Open(Folder, "node-1")).Message.ShouldContain("node-1.key");
        File.WriteAllText(Path.Combine(Folder, "ca.crt"), "no certificate");
        Should.Throw<IOException>(() => LinkTls.Open(Folder, "node-1")).Message.ShouldContain("ca.crt");
    }

    [Theory]
    [InlineData("node-1", "node-1", true)]
    [InlineData("node-1", "NODE-1", true)]
    [InlineData("node-1", "node-12", false)]
    [InlineData("node-*", "node-12", true)]
    [InlineData("node-*", "nod-12", false)]
    [InlineData("*", "anyone", true)]
    public void Certificate_names_members(string name, string member, bool expected) => new PeerCertificate([name]).Names(member).ShouldBe(expected);

    public void Dispose() => _certificates.Dispose();
}
