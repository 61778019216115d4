using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tessera.Cluster;

/// <summary>
/// A cluster's own authority: whoever has a certificate of it may take part in the links. It lives in a folder as ca.crt, which every member
/// needs, and ca.key, which should not leave the machine where certificates are issued.
/// </summary>
public sealed class ClusterAuthority : IDisposable
{
    internal const string FileName = "ca";
    const int Years = 10;
    const int LeafYears = 1;
    const string ServerUse = "1.3.6.1.5.5.7.3.1";
    const string ClientUse = "1.3.6.1.5.5.7.3.2";

    // Clocks of hosts differ a little.
    static readonly TimeSpan Earlier = TimeSpan.FromMinutes(10);

    readonly X509Certificate2 _certificate;

    ClusterAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>Makes an authority, and writes it to a folder.</summary>
    /// <param name="folder">Made if need be; only its owner may read what is written.</param>
    /// <param name="time">It is valid for 10 years from now.</param>
    /// <exception cref="IOException">The folder has one already, or cannot be written.</exception>
    public static ClusterAuthority Create(string folder, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Distinguished("Tessera cluster authority"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - Earlier, now.AddYears(Years));
        CertificateFiles.Write(folder, FileName, certificate, key);
        return Open(folder);
    }

    /// <summary>Reads an authority with its key.</summary>
    /// <param name="folder">Where it was created.</param>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static ClusterAuthority Open(string folder) => new(CertificateFiles.Read(folder, FileName, withKey: true));

    /// <summary>Issues a certificate for one year, and writes it as NAME.crt and NAME.key.</summary>
    /// <param name="name">The member that it is for: letters, digits, '.', '_' and '-'.</param>
    /// <param name="hosts">
    /// What it is valid for besides: names of hosts and members, of which one that ends with '*' stands for all that begin as it does, and IP addresses.
    /// </param>
    /// <param name="folder">Where to; need not be the authority's. Only its owner may read what is written.</param>
    /// <param name="time">It is valid from now.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="IOException">The folder has it already, or cannot be written.</exception>
    public void Issue(string name, IEnumerable<string> hosts, string folder, TimeProvider time)
    {
        if (name.Length is 0 or > 64 || name == FileName || name[0] == '.' || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
        {
            throw new ArgumentException($"'{name}' is no name of a certificate: it has 1 to 64 letters, digits, '.', '_' and '-', and is not '{FileName}'.", nameof(name));
        }

        CertificateFiles.ThrowIfThere(folder, name);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Distinguished(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerUse), new Oid(ClientUse)], critical: false));
        request.CertificateExtensions.Add(Alternatives(hosts.Prepend(name)));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = time.GetUtcNow();
        using var certificate = request.Create(
            _certificate,
            Later(now - Earlier, new(_certificate.NotBefore)),
            Sooner(now.AddYears(LeafYears), new(_certificate.NotAfter)),
            RandomNumberGenerator.GetBytes(16));
        CertificateFiles.Write(folder, name, certificate, key);
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    static X500DistinguishedName Distinguished(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    static X509Extension Alternatives(IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    static DateTimeOffset Sooner(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
