using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace Tessera.Cluster.RabbitMq;

/// <summary>TLS to a broker: its certificate is always verified, by the host's authorities or by our own.</summary>
static class BrokerTls
{
    public static SslOption Of(RabbitMqOptions options)
    {
        if (!options.Address.IsEncrypted)
        {
            return new SslOption { Enabled = false };
        }

        var tls = new SslOption(options.Address.Host, enabled: true) { AcceptablePolicyErrors = SslPolicyErrors.None };
        if (options.CertificateFile is { } file)
        {
            tls.Certs = [X509Certificate2.CreateFromPemFile(file, options.KeyFile)];
        }

        if (options.AuthorityFile is { } authorityFile)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(authorityFile);
            tls.CertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities);
        }

        return tls;
    }

    static bool IsTrusted(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        // The chain is built anew, by our authorities alone; that the name is the host's was checked before, and stands.
        if (certificate is not X509Certificate2 broker || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        foreach (var link in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(link.Certificate);
        }

        return chain.Build(broker);
    }
}
