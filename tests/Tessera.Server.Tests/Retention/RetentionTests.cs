using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tessera.Cluster;
using Tessera.Cluster.Tests;
using Tessera.Server.Jobs;
using Tessera.Server.Retention;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Tests.Retention;

public sealed class RetentionTests : IDisposable
{
    static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    readonly string _folder = Directory.CreateTempSubdirectory("tessera-retention-").FullName;
    readonly ManualTime _time = new();
    readonly MemoryJobStore _store;

    public RetentionTests() => _store = new(_time);

    [Fact]
    public async Task Job_goes_with_its_files_when_it_ended_long_enough_ago()
    {
        var (old, recent, open) = (await AddAsync(JobOutcome.Done), JobId.New(), await AddAsync(outcome: null));
        _time.Advance(Keep);
        recent = await AddAsync(JobOutcome.Failed);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Retainer(Keep).RoundAsync(CancellationToken.None);
        (await FindAsync(old), Exists(old)).ShouldBe((false, false));
        (await FindAsync(recent), Exists(recent)).ShouldBe((true, true));
        (await FindAsync(open), Exists(open)).ShouldBe((true, true));
        (await _store.IsDeletedAsync(old, tenant: null, CancellationToken.None)).ShouldBeTrue();
        var entry = (await _store.ListAuditAsync(1, before: null, CancellationToken.None)).Single();
        (entry.By, entry.Action, entry.Job).ShouldBe((new Actor("default", "retention"), AuditAction.Delete, old));
    }

    [Fact]
    public async Task Nothing_is_deleted_where_nobody_said_for_how_long()
    {
        var job = await AddAsync(JobOutcome.Done);
        _time.Advance(TimeSpan.FromDays(10_000));
        await Retainer(keep: null).RoundAsync(CancellationToken.None);
        (await FindAsync(job), Exists(job)).ShouldBe((true, true));
    }

    [Fact]
    public async Task Files_of_a_deleted_job_are_found_later_and_those_of_nobody_stay()
    {
        var (deleted, stranger) = (await AddAsync(JobOutcome.Cancelled), JobId.New());
        await _store.DeleteAsync(deleted, by: null, CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(_folder, stranger.ToString()));
        Directory.CreateDirectory(Path.Combine(_folder, deleted.ToString().ToUpperInvariant() + "x"));
        Directory.CreateDirectory(Path.Combine(_folder, "mine"));
        await Retainer(keep: null).RoundAsync(CancellationToken.None);
        Exists(deleted).ShouldBeFalse();
        Directory.GetDirectories(_folder).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Rounds_are_bounded_and_come_to_everything()
    {
        for (var i = 0; i < ServerLimits.DeletedPerRound + 1; i++)
        {
            await AddAsync(JobOutcome.Done);
        }

        for (var i = 0; i < ServerLimits.FoldersPerRound; i++)
        {
            Directory.CreateDirectory(Path.Combine(_folder, $"000{i:d4}"));
        }

        var late = await AddAsync(JobOutcome.Done);
        await _store.DeleteAsync(late, by: null, CancellationToken.None);
        _time.Advance(Keep + Keep);
        var retainer = Retainer(Keep);
        await retainer.RoundAsync(CancellationToken.None);
        (await _store.ListAsync(new(Limits.JobsListed), CancellationToken.None)).Count.ShouldBe(1);
        Exists(late).ShouldBeTrue();
        await retainer.RoundAsync(CancellationToken.None);
        (await _store.ListAsync(new(Limits.JobsListed), CancellationToken.None)).ShouldBeEmpty();
        Exists(late).ShouldBeFalse();
    }

    [Fact]
    public async Task Several_servers_do_it_at_once()
    {
        var jobs = new List<JobId>();
        for (var i = 0; i < 50; i++)
        {
            jobs.Add(await AddAsync(JobOutcome.Done));
        }

        _time.Advance(Keep + Keep);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Retainer(Keep).RoundAsync(CancellationToken.None))));
        jobs.ShouldAllBe(job => !Exists(job));
        (await _store.ListAuditAsync(100, before: null, CancellationToken.None)).Count.ShouldBe(50);
    }

    [Fact]
    public async Task Service_goes_on_after_a_failure()
    {
        var (store, faults) = FailingStore.Of(_store);
        var job = await AddAsync(JobOutcome.Done);
        _time.Advance(Keep + Keep);
        using var logs = new LogLines();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var options = new ServerOptions { Artifacts = _folder, KeepFor = Keep };
        using var service = new RetentionService(new Retainer(options, store, new(options, NullLogger<JobFiles>.Instance), _time, factory.CreateLogger<Retainer>()), _time, factory.CreateLogger<RetentionService>());
        faults.Fault = (_, _) => () => Task.FromException(new StoreUnavailableException("away", cause: null));
        await service.StartAsync(CancellationToken.None);
        await AdvanceUntilAsync(() => logs.All.Any(line => line.Text.Contains("cannot be deleted just now: away", StringComparison.Ordinal)));
        faults.Fault = null;
        await AdvanceUntilAsync(() => !Exists(job));
        await service.StopAsync(CancellationToken.None);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    async Task AdvanceUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            _time.Advance(ServerLimits.RetentionEvery);
            await Task.Yield();
        }
    }

    Retainer Retainer(TimeSpan? keep)
    {
        var options = new ServerOptions { Artifacts = _folder, KeepFor = keep };
        return new(options, _store, new(options, NullLogger<JobFiles>.Instance), _time, NullLogger<Retainer>.Instance);
    }

    async Task<JobId> AddAsync(JobOutcome? outcome)
    {
        var id = JobId.New();
        await _store.SubmitAsync(new(id, "{}"), by: null, CancellationToken.None);
        if (outcome is not null)
        {
            var term = ((LeaseEvent.Granted)await _store.ClaimAsync(new(new("leader", 1), 0), TimeSpan.Zero, CancellationToken.None)).Term;
            var row = (await _store.FindAsync(id, tenant: null, CancellationToken.None))!.Row;
            var fence = row.FenceOf(term);
            (await _store.CommitAsync(id, fence, row with { Outcome = outcome, Term = term, Revision = fence.Revision + 1 }, CancellationToken.None)).ShouldBe(CommitOutcome.Done);
        }

        var folder = new ArtifactFolder(_folder, id);
        folder.Create();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "stage-0.png"), "a picture");
        return id;
    }

    async Task<bool> FindAsync(JobId id) => await _store.FindAsync(id, tenant: null, CancellationToken.None) is not null;

    bool Exists(JobId id) => Directory.Exists(new ArtifactFolder(_folder, id).Path);
}
