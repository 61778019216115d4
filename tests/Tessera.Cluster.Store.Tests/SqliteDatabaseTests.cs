using System.Globalization;

namespace Tessera.Cluster.Store.Tests;

public sealed class SqliteDatabaseTests : DatabaseTests
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-store-");
    int _databases;

    protected override string Columns => """
        SELECT lower(t.name || '.' || c.name || ' ' || c.type || ' ' || CASE c."notnull" WHEN 0 THEN 'null' ELSE 'not null' END) AS "Value"
        FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name <> 'migrations'
        """;

    protected override string UniqueColumns => """
        SELECT t.name || '.' || c.name AS "Value" FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
        WHERE t.type = 'table' AND i."unique" AND t.name <> 'migrations'
        UNION SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.pk AND t.name <> 'migrations'
        """;

    internal override Task<Database> MakeAsync()
    {
        var number = Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        return Task.FromResult<Database>(new SqliteDatabase(new(Path.Combine(_folder.FullName, number)), Limits.StoreWithin));
    }

    [Fact]
    public async Task Commits_are_flushed_and_waits_for_locks_are_short()
    {
        (await AskAsync<string>("PRAGMA journal_mode")).ShouldBe(["wal"]);
        (await AskAsync<int>("PRAGMA synchronous")).ShouldBe([2]);
        TimeSpan.FromMilliseconds((await AskAsync<int>("PRAGMA busy_timeout"))[0]).ShouldBeLessThan(Limits.StoreWithin);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
