using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Tessera.Server.Security;

/// <summary>The certificate by which clients know a server.</summary>
static class ServerCertificate
{
    /// <summary>Reads what a server is to use. It is read once: another one needs a restart.</summary>
    /// <param name="options">What the server is told.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Null for plain HTTP.</returns>
    /// <exception cref="InvalidDataException">The files cannot be used, or keys and pictures would travel in the clear; one line says what to do.</exception>
    public static HttpsConnectionAdapterOptions? Open(ServerOptions options, TimeProvider time)
    {
        if (options.Tls is var (certificate, key))
        {
            return Open(certificate, key, time);
        }

        return options.IsBehindProxy || IPAddress.IsLoopback(options.Listen.Address) ? null : throw new InvalidDataException(
            $"{options.Listen} is not on loopback, where keys would travel in the clear: name a certificate and its key, or say that a proxy ends TLS");
    }

    static HttpsConnectionAdapterOptions Open(string certificate, string key, TimeProvider time)
    {
        X509Certificate2? leaf = null;
        try
        {
            leaf = X509Certificate2.CreateFromPemFile(certificate, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            return new DateTimeOffset(leaf.NotAfter) > time.GetUtcNow()
                ? new() { ServerCertificate = leaf, ServerCertificateChain = chain }
                : throw new InvalidDataException($"the certificate in {certificate} ended at {leaf.NotAfter.ToUniversalTime():u}");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            leaf?.Dispose();
            throw new InvalidDataException($"the certificate {certificate} with the key {key} cannot be used: {e.Message}", e);
        }
    }
}
