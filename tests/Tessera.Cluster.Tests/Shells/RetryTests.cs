using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Shells;

/// <summary>Jobs that ended and are tried again.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    const string Document = "6";

    readonly ShellCluster _cluster = new(nodes: 2);
    readonly TaskCompletionSource _held = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Job_cancelled_in_the_middle_goes_on_from_its_last_cut_or_from_its_start(bool fromStart)
    {
        var id = await CancelAsync();
        var ended = (await _cluster.FindAsync(id)).Row;
        var cut = ended.Cuts[^1].Name;
        cut.Step.ShouldBeGreaterThan(0);
        JobReport.Read(_cluster.FilesOf(id)).Outcome.ShouldBe("cancelled");
        CutsOf(id).ShouldContain(name => name == $"{cut.Epoch.Value}-{cut.Step}");

        (await _cluster.Store.RetryAsync(id, fromStart, quota: null, by: null, CancellationToken.None)).ShouldBe(JobChange.Made);
        await _cluster.UntilAsync(async () => (await _cluster.FindAsync(id)).IsBegun);
        await _cluster.UntilAsync(() => Task.FromResult(!File.Exists(_cluster.FilesOf(id).ReportPath) && JobReport.Read(_cluster.FilesOf(id)).Outcome is null));
        _held.SetResult();
        await _cluster.UntilReportedAsync(id);

        var row = (await _cluster.FindAsync(id)).Row;
        (row.Outcome, _cluster.PictureOf(id)).ShouldBe((JobOutcome.Done, Jobs.Expected(ShellCluster.PlanOf(Document))));
        var report = JobReport.Read(_cluster.FilesOf(id));
        report.Epochs.First(epoch => epoch.Epoch > ended.Epoch.Value).Step.ShouldBe(fromStart ? 0 : cut.Step);
        report.Outcome.ShouldBe("done");
        await _cluster.UntilAsync(() => Task.FromResult(CutsOf(id).Count == 0));
    }

    [Fact]
    public async Task Job_that_failed_keeps_its_cuts_and_is_done_by_others_when_it_is_tried_again()
    {
        var isBroken = true;
        var id = await _cluster.SubmitAsync(Document);
        _cluster.Before = async (name, _) =>
        {
            if (name == "Evaluate" && Volatile.Read(ref isBroken) && await HasCutAsync(id))
            {
                throw new IOException("it broke");
            }
        };
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        await _cluster.UntilReportedAsync(id);
        var ended = (await _cluster.FindAsync(id)).Row;
        (ended.Outcome, ended.Cuts.IsEmpty).ShouldBe((JobOutcome.Quarantined, false));

        Volatile.Write(ref isBroken, value: false);
        _cluster.StartNode(1);
        await _cluster.Store.RetryAsync(id, fromStart: false, quota: null, by: null, CancellationToken.None);
        await _cluster.UntilEndedAsync(id);
        (await _cluster.FindAsync(id)).Row.Outcome.ShouldBe(JobOutcome.Done);
        _cluster.PictureOf(id).ShouldBe(Jobs.Expected(ShellCluster.PlanOf(Document)));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _cluster.BlocksAlive.ShouldBe(0);
    }

    /// <returns>A job that was cancelled while its nodes were held up after a cut, and that is held up again until it is told otherwise.</returns>
    async Task<JobId> CancelAsync()
    {
        var id = await _cluster.SubmitAsync(Document);
        _cluster.Before = async (name, token) =>
        {
            if (name == "Evaluate" && await HasCutAsync(id))
            {
                await _held.Task.WaitAsync(token);
            }
        };
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        _cluster.StartNode(1);
        await _cluster.UntilAsync(() => HasCutAsync(id));
        await _cluster.Store.CancelAsync(id, by: null, CancellationToken.None);
        await _cluster.UntilReportedAsync(id);
        return id;
    }

    async Task<bool> HasCutAsync(JobId id) => !(await _cluster.FindAsync(id)).Row.Cuts.IsEmpty;

    List<string> CutsOf(JobId id)
    {
        var states = Path.Combine(_cluster.FilesOf(id).Path, "states");
        return Directory.Exists(states) ? [.. Directory.GetDirectories(states).Select(path => Path.GetFileName(path))] : [];
    }
}
