using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Tessera.Cluster.Store.Tests;

/// <summary>What the migrations of a provider make, whoever runs them.</summary>
public abstract class DatabaseTests : IAsyncLifetime
{
    internal Database Database { get; private set; } = null!;

    /// <summary>Tables, columns, types and nullability as the database says.</summary>
    protected abstract string Columns { get; }

    /// <summary>Columns of unique indexes and primary keys: table.column.</summary>
    protected abstract string UniqueColumns { get; }

    internal abstract Task<Database> MakeAsync();

    public async Task InitializeAsync()
    {
        Database = await MakeAsync();
        await Migrator.ApplyAsync(Database);
    }

    public virtual async Task DisposeAsync() => await Database.DisposeAsync();

    [Fact]
    public async Task Migrations_make_the_tables_of_the_model()
    {
        await using var context = Database.Open();
        var model = context.GetService<IDesignTimeModel>().Model.GetRelationalModel();

        var columns = model.Tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name} {column.StoreType} {(column.IsNullable ? "null" : "not null")}"));
        (await AskAsync<string>(Columns)).Order(StringComparer.Ordinal).ShouldBe(columns.Select(column => column.ToLowerInvariant()).Order(StringComparer.Ordinal));

        var unique = model.Tables.SelectMany(table => table.UniqueConstraints.SelectMany(constraint => constraint.Columns)
            .Concat(table.Indexes.Where(index => index.IsUnique).SelectMany(index => index.Columns)).Select(column => $"{table.Name}.{column.Name}"));
        (await AskAsync<string>(UniqueColumns)).Order(StringComparer.Ordinal).ShouldBe(unique.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Database_says_which_migrations_it_has()
    {
        (await AskAsync<string>("SELECT name AS \"Value\" FROM migrations ORDER BY version")).ShouldBe(Migration.Of(Database.Migrations).Select(migration => migration.Name));
        (await AskAsync<int>("SELECT version AS \"Value\" FROM migrations ORDER BY version")).ShouldBe(Enumerable.Range(1, Migration.Of(Database.Migrations).Count));
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await ExecuteAsync("UPDATE cluster SET term = 5");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Migrator.ApplyAsync(Database))));

        (await AskAsync<long>("SELECT term AS \"Value\" FROM cluster")).ShouldBe([5L]);
    }

    [Fact]
    public async Task Several_may_make_a_database_at_the_same_time()
    {
        await using var fresh = await MakeAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Migrator.ApplyAsync(fresh))));
    }

    [Fact]
    public async Task Database_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        await ExecuteAsync("INSERT INTO migrations (version, name, applied_at) VALUES (1000, '1000_future', CURRENT_TIMESTAMP)");

        var message = (await Should.ThrowAsync<InvalidDataException>(() => Migrator.ApplyAsync(Database))).Message;
        message.ShouldContain("version 1000, made by a newer program; this one knows version");
        using var calls = new DatabaseCalls(Database, TimeSpan.FromSeconds(30));
        (await new DatabaseJobStore(Database, calls).NextAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Failed_migration_leaves_nothing_behind()
    {
        await using var fresh = await MakeAsync();
        await using (var context = fresh.Open())
        {
            await context.Database.ExecuteSqlRawAsync("CREATE TABLE jobs (id text)"); // somebody else's
        }

        await Should.ThrowAsync<Exception>(() => Migrator.ApplyAsync(fresh));

        await using var after = fresh.Open();
        (await after.Database.SqlQueryRaw<int>(fresh.HasMigrations).SingleAsync()).ShouldBe(0);
        await Should.ThrowAsync<Exception>(() => after.Database.ExecuteSqlRawAsync("SELECT * FROM cluster"));
    }

    [Fact]
    public async Task Jobs_of_an_earlier_program_are_kept_and_have_turns_and_logs()
    {
        await using var old = await MakeAsync();
        JobId[] ids = [JobId.New(), JobId.New(), JobId.New(), JobId.New()];
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await using (var context = old.Open())
        {
            await old.PrepareAsync(context);
            await context.Database.ExecuteSqlRawAsync(old.MakeMigrations);
            await context.Database.ExecuteSqlRawAsync(Migration.Of(old.Migrations)[0].Sql);
            await context.Database.ExecuteSqlRawAsync("INSERT INTO migrations (version, name, applied_at) VALUES (1, '0001_jobs', CURRENT_TIMESTAMP)");
            for (var index = 0; index < ids.Length; index++)
            {
                var outcome = index == 0 ? "Failed" : null; // the second is running, and the others wait
                DateTimeOffset? ended = index == 0 ? at.AddHours(1) : null;
                await context.Database.ExecuteSqlAsync($"""
                    INSERT INTO jobs (id, number, document, submitted_at, is_cancelled, ended_at, revision, term, stage, outcome, reason, state)
                    VALUES ({ids[index].ToString()}, {index + 1}, 'document', {at}, {false}, {ended}, {(index < 2 ? 3 : 0)}, 1, {index}, {outcome}, {outcome}, {Array.Empty<byte>()})
                    """);
            }

            await context.Database.ExecuteSqlRawAsync("UPDATE cluster SET last_number = 4");
        }

        await Migrator.ApplyAsync(old);

        using var calls = new DatabaseCalls(old, TimeSpan.FromSeconds(30));
        var store = new DatabaseJobStore(old, calls);
        var none = CancellationToken.None;
        var jobs = await store.ListAsync(new(9), none);
        jobs.Select(job => (job.State, job.Version, job.Tenant, job.Priority, job.Cost)).ShouldBe(
        [
            (JobState.Waiting, 1, "default", 5, 0), (JobState.Waiting, 1, "default", 5, 0), (JobState.Running, 1, "default", 5, 0), (JobState.Failed, 2, "default", 5, 0),
        ]);
        (await store.EventsAsync(ids[0], 0, 9, none)).ShouldBe(
        [
            new(1, at, LoggedEventKind.Submitted, 0), new(2, at.AddHours(1), LoggedEventKind.Ended, 0, Outcome: Tiling.Machines.JobOutcome.Failed, Reason: "Failed"),
        ]);
        (await store.EventsAsync(ids[3], 0, 9, none)).ShouldHaveSingleItem();
        (await store.NextAsync(none))!.Id.ShouldBe(ids[1]);
        var other = new JobSubmission(JobId.New(), "document") { Tenant = "other" };
        await store.SubmitAsync(other, null, none);
        (await store.QueueAsync(9, none)).Select(job => job.Id).ShouldBe([other.Id, ids[2], ids[3]]);
        (await store.RetryAsync(ids[0], false, null, null, none)).ShouldBe(JobChange.Made);
    }

    [Fact]
    public async Task Call_that_is_left_changes_nothing_more()
    {
        using var calls = new DatabaseCalls(Database, TimeSpan.FromSeconds(30));
        using var leaving = new CancellationTokenSource();
        var (begun, left, ended) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var call = calls.ChangeAsync(
            async (_, cluster) =>
            {
                begun.SetResult();
                await left.Task;
                cluster.Term = 9;
                ended.SetResult();
                return true;
            },
            leaving.Token);
        await begun.Task;
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        left.SetResult();
        await ended.Task;

        (await calls.ChangeAsync((_, cluster) => Task.FromResult(cluster.Term), CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Call_that_takes_too_long_says_so()
    {
        using var calls = new DatabaseCalls(Database, TimeSpan.FromMilliseconds(1));
        var never = new TaskCompletionSource<bool>();

        var message = (await Should.ThrowAsync<StoreUnavailableException>(() => calls.AskAsync(_ => never.Task, CancellationToken.None))).Message;

        message.ShouldBe($"{Database.Name}: no answer within 0.001 s");
        never.SetResult(true);
    }

    protected async Task<List<T>> AskAsync<T>(string sql)
    {
        await using var context = Database.Open();
        return await context.Database.SqlQueryRaw<T>(sql).ToListAsync();
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var context = Database.Open();
        await context.Database.ExecuteSqlRawAsync(sql);
    }
}
