using Microsoft.Data.Sqlite;
using Tessera.Cluster;
using Tessera.Cluster.Store;
using static Conformance.Store.Patient;

namespace Conformance.Store;

public sealed class SqliteJobStoreTests : DatabaseStoreConformance
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-store-");

    string File => Path.Combine(_folder.FullName, "store 1%.db");

    protected override string DamagedState => "X'FF'";

    protected override Task<IJobStore> OpenAsync() => JobStores.OpenAsync(new("sqlite:" + File) { Within = Patience }, TimeProvider.System, None);

    protected override Task<IJobStore> OpenHastyAsync() => JobStores.OpenAsync(new("sqlite:" + File), TimeProvider.System, None);

    protected override Task EndLeaseAsync() => ExecuteAsync("UPDATE cluster SET until = strftime('%Y-%m-%d %H:%M:%f+00:00', until, '-6 seconds')");

    protected override Task AgeRequestsAsync(TimeSpan by) =>
        ExecuteAsync($"UPDATE idempotency SET at = strftime('%Y-%m-%d %H:%M:%f+00:00', at, '-{(long)by.TotalSeconds} seconds')");

    protected override async Task<long> CountAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await ExecuteAsync(connection, sql);
    }

    protected override async Task<IAsyncDisposable> LockAsync()
    {
        var connection = await ConnectAsync();
        await ExecuteAsync(connection, "BEGIN IMMEDIATE");
        return connection;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
