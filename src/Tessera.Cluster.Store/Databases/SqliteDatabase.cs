using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Tessera.Cluster.Store;

/// <summary>A SQLite file, used by processes of one host. A transaction locks it from its beginning: it is BEGIN IMMEDIATE.</summary>
sealed class SqliteDatabase : Database
{
    readonly SqliteConnectionStringBuilder _connection;
    readonly DbContextOptions<StoreContext> _options;

    public SqliteDatabase(StoreAddress.Sqlite address, TimeSpan within)
    {
        Name = address.ToString();
        _connection = new()
        {
            DataSource = address.File,
            Mode = SqliteOpenMode.ReadWriteCreate,

            // For the lock of another process; what is left is for the disk. The provider has whole seconds, and asks again where SQLite
            // itself does not wait.
            DefaultTimeout = Math.Max(1, (int)(within / 2).TotalSeconds),
        };
        _options = new DbContextOptionsBuilder<StoreContext>()
            .UseSqlite(_connection.ConnectionString)
            .AddInterceptors(new SqliteSession(within / 2))
            .Options;
    }

    public override string Name { get; }

    public override string Migrations => "Migrations/Sqlite";

    public override string LockCluster => "SELECT * FROM cluster";

    public override string Now => "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now') AS Value";

    public override string HasMigrations => "SELECT count(*) AS Value FROM sqlite_schema WHERE name = 'migrations'";

    public override string MakeMigrations =>
        "CREATE TABLE migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT";

    public override string LockMigrations => "SELECT 1"; // the transaction has locked the file

    public override int Writers => 1; // SQLite has one at a time, and those that wait here wait in turn

    public override StoreContext Open() => new(_options);

    public override async Task PrepareAsync(StoreContext context)
    {
        var mode = await context.Database.SqlQueryRaw<string>("PRAGMA journal_mode = WAL").ToListAsync().ConfigureAwait(false);
        if (mode is not ["wal"])
        {
            throw new InvalidDataException("its file system has no shared memory, which several processes on one file need (WAL)");
        }
    }

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connection.ConnectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
