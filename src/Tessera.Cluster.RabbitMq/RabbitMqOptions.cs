namespace Tessera.Cluster.RabbitMq;

/// <summary>Which broker to use, and as whom. Files are read at each connection, so that their contents may be replaced.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>Where the broker is.</summary>
    public required BrokerAddress Address { get; init; }

    /// <summary>A file whose first line is the user's password.</summary>
    public required string PasswordFile { get; init; }

    /// <summary>Several clusters share a broker under different names. Begins the name of the exchange.</summary>
    public string Cluster { get; init; } = "tessera";

    /// <summary>Certificates (PEM) of the authorities that the broker's is verified by; null for those of the host.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Our own certificate (PEM), for brokers that ask for one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key (PEM) of our own certificate; null when it is in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Is told in one line what ended a connection, or kept it from being made; must not block; may be null.</summary>
    public IProgress<string>? Faults { get; init; }

    /// <summary>Finds what cannot work whatever the broker says.</summary>
    /// <exception cref="ArgumentException">The cluster's name is not one.</exception>
    /// <exception cref="FormatException">Options contradict each other; the text says which.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; the text says which.</exception>
    internal void Check()
    {
        Names.Check(Cluster, "cluster");
        if (!Address.IsEncrypted && (AuthorityFile ?? CertificateFile ?? KeyFile) is not null)
        {
            throw new FormatException($"Certificates are of no use to {Address}: begin the address with amqps://.");
        }

        if (KeyFile is not null && CertificateFile is null)
        {
            throw new FormatException("A key needs its certificate: name the certificate's file too.");
        }

        CheckFile(PasswordFile, "the broker's password");
        CheckFile(AuthorityFile, "the broker's authorities");
        CheckFile(CertificateFile, "our certificate for the broker");
        CheckFile(KeyFile, "our key for the broker");
    }

    static void CheckFile(string? file, string what)
    {
        if (file is not null && !File.Exists(file))
        {
            throw new FileNotFoundException($"The file with {what} is missing: {file}.", file);
        }
    }
}
