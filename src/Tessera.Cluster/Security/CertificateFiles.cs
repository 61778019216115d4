using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tessera.Cluster;

/// <summary>Certificates and their keys as PEM files that only their owner may read.</summary>
static class CertificateFiles
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string CertificateOf(string folder, string name) => Path.Combine(folder, $"{name}.crt");

    public static string KeyOf(string folder, string name) => Path.Combine(folder, $"{name}.key");

    /// <exception cref="IOException">One of the two files is there already.</exception>
    public static void ThrowIfThere(string folder, string name)
    {
        foreach (var path in new[] { CertificateOf(folder, name), KeyOf(folder, name) })
        {
            if (Path.Exists(path))
            {
                throw new IOException($"{path} is there already, and is not overwritten: move it away first.");
            }
        }
    }

    /// <exception cref="IOException">One of the two files is there already, or cannot be written.</exception>
    public static void Write(string folder, string name, X509Certificate2 certificate, ECDsa key)
    {
        ThrowIfThere(folder, name);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        Write(KeyOf(folder, name), key.ExportPkcs8PrivateKeyPem());
        Write(CertificateOf(folder, name), certificate.ExportCertificatePem());
    }

    /// <exception cref="IOException">A file is not there, or is no such thing. The message says which.</exception>
    public static X509Certificate2 Read(string folder, string name, bool withKey)
    {
        var (certificate, key) = (CertificateOf(folder, name), KeyOf(folder, name));
        try
        {
            return withKey
                ? X509Certificate2.CreateFromPemFile(certificate, key)
                : X509CertificateLoader.LoadCertificateFromFile(certificate);
        }
        catch (CryptographicException e)
        {
            throw new IOException($"{certificate}{(withKey ? $" with {key}" : "")} cannot be read as a certificate: {e.Message}", e);
        }
    }

    static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new StreamWriter(path, options);
        file.WriteLine(text);
    }
}
