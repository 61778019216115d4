using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Tessera.Cluster;

/// <summary>
/// Mutual TLS between members of one cluster: each side shows a certificate of the cluster's own authority, and trusts no other. A certificate
/// has to be valid now, and to name the member that shows it.
/// </summary>
public sealed class LinkTls : IDisposable
{
    readonly X509Certificate2 _authority;
    readonly X509Certificate2 _own;
    readonly SslStreamCertificateContext _context;

    LinkTls(X509Certificate2 authority, X509Certificate2 own)
    {
        (_authority, _own) = (authority, own);
        _context = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
    }

    /// <summary>Reads NAME.crt, NAME.key and the authority's ca.crt.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="name">As it was issued.</param>
    /// <exception cref="IOException">A file is missing, or is none of these.</exception>
    public static LinkTls Open(string folder, string name)
    {
        var authority = CertificateFiles.Read(folder, ClusterAuthority.FileName, withKey: false);
        try
        {
            return new(authority, CertificateFiles.Read(folder, name, withKey: true));
        }
        catch
        {
            authority.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        _own.Dispose();
    }

    /// <summary>Encrypts a connection that was accepted.</summary>
    /// <exception cref="LinkException">The peer is refused.</exception>
    internal Task<(SslStream Stream, PeerCertificate Peer)> AcceptAsync(Stream stream, TimeProvider time, CancellationToken cancellationToken) =>
        BeginAsync(stream, (tls, validate) => tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = _context,
                ClientCertificateRequired = true,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                CertificateChainPolicy = Policy(time),
                RemoteCertificateValidationCallback = validate,
                AllowRenegotiation = false,
                AllowTlsResume = false, // a certificate is looked at each time
            },
            cancellationToken));

    /// <summary>Encrypts a connection that was made.</summary>
    /// <exception cref="LinkException">The peer is refused.</exception>
    internal Task<(SslStream Stream, PeerCertificate Peer)> ConnectAsync(Stream stream, TimeProvider time, CancellationToken cancellationToken) =>
        BeginAsync(stream, (tls, validate) => tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "", // whom the certificate names is checked against the member, wherever it runs
                ClientCertificateContext = _context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                CertificateChainPolicy = Policy(time),
                RemoteCertificateValidationCallback = validate,
                AllowRenegotiation = false,
                AllowTlsResume = false,
            },
            cancellationToken));

    static async Task<(SslStream Stream, PeerCertificate Peer)> BeginAsync(
        Stream stream, Func<SslStream, RemoteCertificateValidationCallback, Task> authenticate)
    {
        var tls = new SslStream(stream);
        LinkException? refusal = null;
        PeerCertificate? peer = null;
        try
        {
            await authenticate(tls, Validate);
            return (tls, peer ?? throw new LinkException(LinkRefusal.NoCertificate, "the peer showed no certificate"));
        }
        catch (Exception e)
        {
            await tls.DisposeAsync();
            throw e is AuthenticationException ? refusal ?? new LinkException(LinkRefusal.Tls, $"TLS failed: {e.Message}", e) : e;
        }

        bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            (refusal, peer) = Judge(certificate as X509Certificate2, chain, errors);
            return refusal is null;
        }
    }

    static (LinkException? Refusal, PeerCertificate? Peer) Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || chain is null)
        {
            return (new(LinkRefusal.NoCertificate, "the peer showed no certificate"), null);
        }

        var peer = PeerCertificate.Of(certificate);
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        return status switch
        {
            X509ChainStatusFlags.NoError when !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) => (null, peer),
            X509ChainStatusFlags.NotTimeValid => (new(LinkRefusal.Expired, $"the certificate of {peer} is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u}"), null),
            _ => (new(LinkRefusal.Authority, $"the certificate of {peer} is not of the cluster's authority: {status}"), null),
        };
    }

    X509ChainPolicy Policy(TimeProvider time)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = time.GetUtcNow().UtcDateTime,
        };
        policy.CustomTrustStore.Add(_authority);
        return policy;
    }
}
