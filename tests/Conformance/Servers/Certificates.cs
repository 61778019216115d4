using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Conformance.Servers;

/// <summary>Certificates (PEM) of an authority, of a server called localhost, and of a client; and of an authority that nobody trusts.</summary>
public sealed class Certificates
{
    readonly string _folder;

    Certificates(string folder) => _folder = folder;

    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    public string StrangerFile => Path.Combine(_folder, "stranger.pem");

    public string ServerFile => Path.Combine(_folder, "server.pem");

    public string ServerKeyFile => Path.Combine(_folder, "server.key");

    public string ClientFile => Path.Combine(_folder, "client.pem");

    public string ClientKeyFile => Path.Combine(_folder, "client.key");

    public static Certificates Make(string folder)
    {
        var files = new Certificates(folder);
        using var authority = Authority("authority");
        using var stranger = Authority("stranger");
        File.WriteAllText(files.AuthorityFile, authority.ExportCertificatePem());
        File.WriteAllText(files.StrangerFile, stranger.ExportCertificatePem());
        Issue(authority, "localhost", files.ServerFile, files.ServerKeyFile);
        Issue(authority, "client", files.ClientFile, files.ClientKeyFile);
        return files;
    }

    static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Yesterday, Tomorrow.AddHours(1)); // what it issues later must not outlive it
    }

    static void Issue(X509Certificate2 authority, string name, string file, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, Yesterday, Tomorrow, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddHours(-12);

    static DateTimeOffset Tomorrow => TimeProvider.System.GetUtcNow().AddHours(12);
}
