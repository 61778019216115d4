using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Tessera.Cluster.Store;

/// <summary>A PostgreSQL server.</summary>
sealed class PostgresDatabase : Database
{
    const long MigrationLock = 0x7E55E4A; // of the whole database, so any number that is always the same

    readonly NpgsqlDataSource _source;

    public PostgresDatabase(StoreAddress.Postgres address, JobStoreOptions options)
    {
        Name = address.ToString();
        var builder = new NpgsqlDataSourceBuilder(ConnectionOf(address, options).ConnectionString);
        if (options.PasswordFile is { } file)
        {
            builder.UsePasswordProvider(_ => PasswordFile.Read(file), (_, token) => PasswordFile.ReadAsync(file, token));
        }

        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false)); // a question less before the first answer
        _source = builder.Build();
    }

    public override string Name { get; }

    public override string Migrations => "Migrations/Postgres";

    public override string LockCluster => "SELECT * FROM cluster FOR UPDATE";

    public override string Now => "SELECT clock_timestamp() AS \"Value\"";

    public override string HasMigrations => "SELECT count(to_regclass('migrations'))::integer AS \"Value\"";

    public override string MakeMigrations =>
        "CREATE TABLE migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)";

    public override string LockMigrations => string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({MigrationLock})");

    public override int Writers => Limits.StoreConnections;

    // By connection: EF would prepare its questions anew for every source.
    public override StoreContext Open() =>
        new(new DbContextOptionsBuilder<StoreContext>().UseNpgsql(_source.CreateConnection(), contextOwnsConnection: true).Options);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    internal static NpgsqlConnectionStringBuilder ConnectionOf(StoreAddress.Postgres address, JobStoreOptions options)
    {
        var seconds = (int)Math.Ceiling(options.Within.TotalSeconds);
        return new()
        {
            Host = address.Host,
            Port = address.Port,
            Username = address.User,
            Database = address.Database,
            SslMode = address.IsLocal && options.RootCertificateFile is null ? SslMode.Disable : SslMode.VerifyFull,
            RootCertificate = options.RootCertificateFile,
            GssEncryptionMode = GssEncryptionMode.Disable,
            ApplicationName = "tessera",
            MaxPoolSize = Limits.StoreConnections,
            Timeout = seconds,
            CommandTimeout = seconds,
            Options = SettingsOf(options.Within),
        };
    }

    /// <summary>
    /// What the server does by itself: it flushes before it answers, waits for no lock and works on no statement longer than a call may take, and
    /// ends the transaction, with its locks, of a process that was stopped within it.
    /// </summary>
    static string SettingsOf(TimeSpan within) => string.Create(
        CultureInfo.InvariantCulture,
        $"-c synchronous_commit=on -c lock_timeout={Milliseconds(within / 2)} -c statement_timeout={Milliseconds(within * 0.75)}"
        + $" -c idle_in_transaction_session_timeout={Milliseconds(within)}");

    static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;
}
