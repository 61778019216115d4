using Conformance.Servers;
using Npgsql;
using Tessera.Cluster;
using Tessera.Cluster.Store;
using Tessera.Tiling.Machines;
using static Conformance.Store.Patient;

namespace Conformance.Store;

[Collection(PostgresCollection.Name)]
public sealed class PostgresJobStoreTests(PostgresServer server) : DatabaseStoreConformance
{
    string _database = "";

    protected override string DamagedState => "'\\xff'";

    public override async Task InitializeAsync()
    {
        _database = await server.MakeDatabaseAsync();
        await base.InitializeAsync();
    }

    protected override Task<IJobStore> OpenAsync() => OpenAsync(Patience);

    protected override Task<IJobStore> OpenHastyAsync() => OpenAsync(Limits.StoreWithin);

    protected override Task EndLeaseAsync() => ExecuteAsync("UPDATE cluster SET until = until - interval '6 seconds'");

    protected override Task AgeRequestsAsync(TimeSpan by) => ExecuteAsync($"UPDATE idempotency SET at = at - interval '{(long)by.TotalSeconds} seconds'");

    protected override async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionStringOf(_database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    protected override Task ExecuteAsync(string sql) => server.ExecuteAsync(_database, sql);

    protected override async Task<IAsyncDisposable> LockAsync()
    {
        var connection = new NpgsqlConnection(server.ConnectionStringOf(_database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; SELECT * FROM cluster FOR UPDATE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    [Fact]
    public async Task Commit_whose_connection_is_lost_at_its_end_is_unknown()
    {
        var (id, row) = await LeadAsync();
        await ExecuteAsync("""
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER at_the_end AFTER UPDATE ON jobs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()
            """);

        (await CommitAsync(id, row, row.Reassigned(1))).ShouldBe(CommitOutcome.Unknown);
        await Should.ThrowAsync<StoreUnavailableException>(() => Store.CancelAsync(id, null, None));

        await ExecuteAsync("DROP TRIGGER at_the_end ON jobs");
        (await FindAsync(id)).Row.ShouldBeRow(row);
        (await CommitAsync(id, row, row.Reassigned(1))).ShouldBe(CommitOutcome.Done);
    }

    [Fact]
    public async Task Submission_whose_connection_is_lost_at_its_end_can_be_repeated()
    {
        var request = JobOf() with { Idempotency = KeyOf("key", 1) };
        await ExecuteAsync("""
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER at_the_end AFTER INSERT ON idempotency DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()
            """);
        await Should.ThrowAsync<StoreUnavailableException>(() => SubmitAsync(request, Someone));
        await ExecuteAsync("DROP TRIGGER at_the_end ON idempotency");
        (await Store.ListAsync(new(9), None)).ShouldBeEmpty(); // neither the job nor the key alone
        (await Store.ListAuditAsync(9, null, None)).ShouldBeEmpty();

        (await SubmitAsync(request, Someone)).ShouldBe(new(request.Id, IsNew: true));
        (await Store.ListAsync(new(9), None)).ShouldHaveSingleItem().Number.ShouldBe(1);
    }

    Task<IJobStore> OpenAsync(TimeSpan within) => JobStores.OpenAsync(
        new(server.AddressOf(_database)) { PasswordFile = server.PasswordFile, Within = within }, TimeProvider.System, None);
}
