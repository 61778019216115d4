using System.Security.Cryptography.X509Certificates;

namespace Tessera.Cluster;

/// <summary>Whom a checked certificate is for.</summary>
/// <param name="names">Its names: those of members and hosts, and what it calls itself.</param>
sealed class PeerCertificate(IReadOnlyCollection<string> names)
{
    public static PeerCertificate Of(X509Certificate2 certificate) => new(
    [
        .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()),
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
    ]);

    /// <summary>Whether it is for this member. Case makes no difference; a name that ends with '*' stands for all that begin as it does.</summary>
    public bool Names(string member) => names.Any(name => name.EndsWith('*')
        ? member.StartsWith(name[..^1], StringComparison.OrdinalIgnoreCase)
        : name.Equals(member, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => string.Join(", ", names.Distinct(StringComparer.OrdinalIgnoreCase));
}
