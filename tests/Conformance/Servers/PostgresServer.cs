using System.Globalization;
using Npgsql;

namespace Conformance.Servers;

/// <summary>
/// A PostgreSQL server of its own: the binaries of Debian, a new folder, a free port on loopback, passwords checked, commits flushed. As root it
/// runs as the user postgres, since it refuses to be root's. It is killed when this process ends, however it ends; only the folder is left then.
/// </summary>
public sealed partial class PostgresServer : IAsyncLifetime, IAsyncDisposable
{
    const string Role = "tessera";
    const string Secret = "correct horse:battery@staple"; // with what would break an address

    static readonly string? User = Environment.IsPrivilegedProcess ? "postgres" : null;

    readonly string _folder = Path.Combine(Path.GetTempPath(), $"tessera-pg-{Guid.NewGuid():N}");
    int _databases;

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>The address of its first database, without the password.</summary>
    public string ConnectionAddress => AddressOf("postgres");

    /// <summary>A file with the password.</summary>
    public string PasswordFile => _folder + ".password";

    /// <summary>The folder of its Unix socket.</summary>
    public string SocketFolder => _folder;

    /// <summary>What Npgsql needs to connect to a database.</summary>
    public string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = Port, Username = Role, Password = Secret, Database = database, Pooling = false, GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Makes the folder, and starts.</summary>
    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(PasswordFile, Secret + "\n");
        await ServerProcess.RunAsync(User, "mkdir", "--mode=700", _folder);
        await ServerProcess.RunAsync(
            User, Binary("initdb"), "--pgdata", DataFolder, "--username", Role, "--pwfile", PasswordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync", "--no-instructions");
        for (var tries = 1; ; tries++)
        {
            Port = FreePort();
            try
            {
                await StartAsync();
                return;
            }
            catch (InvalidOperationException) when (tries < 5)
            {
                // somebody was faster to take the port
            }
        }
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> MakeDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>The address of a database, without the password.</summary>
    public string AddressOf(string database) => string.Create(CultureInfo.InvariantCulture, $"postgres://{Role}@127.0.0.1:{Port}/{database}");

    /// <summary>Does something behind the store's back.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringOf(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Gives the server a certificate and its key, as PEM, and starts it again; from then on it offers TLS.</summary>
    public async Task UseCertificateAsync((string Certificate, string Key) pem)
    {
        // It writes the files itself: a key has to be its user's.
        foreach (var (name, text) in (IEnumerable<(string, string)>)[("server.crt", pem.Certificate), ("server.key", pem.Key)])
        {
            var file = Path.Combine(DataFolder, name);
            await ExecuteAsync("postgres", $"COPY (SELECT * FROM regexp_split_to_table('{text}', E'\n')) TO '{file}'");
            await ServerProcess.RunAsync(User, "chmod", "600", file);
        }

        await ExecuteAsync("postgres", "ALTER SYSTEM SET ssl = on");
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Stops the server and deletes its folder.</summary>
    public async Task DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        File.Delete(PasswordFile);
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    string DataFolder => Path.Combine(_folder, "data");

    static string Binary(string name) => Directory.Exists("/usr/lib/postgresql")
        && Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(path => Path.Combine(path, "bin", name)).FirstOrDefault(File.Exists) is { } path
        ? path
        : throw new InvalidOperationException($"/usr/lib/postgresql/*/bin/{name} is missing: install Debian's package postgresql.");
}
