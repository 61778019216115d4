using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Shells;

/// <summary>Leaders and nodes as a cluster runs them: with a store, beats and files.</summary>
public sealed class ShellTests : IAsyncLifetime
{
    readonly ShellCluster _cluster = new(nodes: 3);

    [Fact]
    public async Task Jobs_are_done_one_after_another_each_with_the_picture_of_an_undisturbed_run()
    {
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        _cluster.StartNode(1);
        var jobs = new[] { await _cluster.SubmitAsync("3"), await _cluster.SubmitAsync("1"), await _cluster.SubmitAsync("2") };

        await _cluster.UntilEndedAsync(jobs[2]);
        var ended = await Task.WhenAll(jobs.Select(_cluster.FindAsync));
        ended.Select(job => job.Row.Outcome).ShouldBe([JobOutcome.Done, JobOutcome.Done, JobOutcome.Done]);
        ended.Select(job => job.EndedAt).ShouldBeInOrder();
        jobs.Zip((int[])[3, 1, 2]).Select(pair => _cluster.PictureOf(pair.First))
            .ShouldBe(((int[])[3, 1, 2]).Select(steps => Jobs.Expected(Jobs.OneStage(steps: steps))));
    }

    [Fact]
    public async Task Job_that_cannot_be_planned_fails_and_the_next_is_done()
    {
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        var (bad, good) = (await _cluster.SubmitAsync("a dance"), await _cluster.SubmitAsync("1"));

        await _cluster.UntilEndedAsync(good);
        var row = (await _cluster.FindAsync(bad)).Row;
        (row.Outcome, row.Reason).ShouldBe((JobOutcome.Failed, "'a dance' is no job"));
        (await _cluster.FindAsync(good)).Row.Outcome.ShouldBe(JobOutcome.Done);
    }

    [Fact]
    public async Task Leader_that_cannot_open_a_job_for_want_of_something_of_its_own_says_so_and_tries_again()
    {
        _cluster.BrokenOpens = 2;
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        var id = await _cluster.SubmitAsync("1");

        await _cluster.UntilEndedAsync(id);
        (await _cluster.FindAsync(id)).Row.Outcome.ShouldBe(JobOutcome.Done);
        _cluster.Log.Count(line => line.StartsWith("113 ", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Job_that_nobody_wants_any_more_is_cancelled_while_it_is_drawn()
    {
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        _cluster.Before = (name, token) => name == "Evaluate" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        var id = await _cluster.SubmitAsync("3");
        await _cluster.UntilAsync(async () => (await _cluster.FindAsync(id)).Progress?.Phase is JobPhase.Denoising);

        (await _cluster.Store.CancelAsync(id, by: null, CancellationToken.None)).ShouldBeTrue();
        await _cluster.UntilEndedAsync(id);
        (await _cluster.FindAsync(id)).Row.Outcome.ShouldBe(JobOutcome.Cancelled);
        (await _cluster.FindAsync(id)).Progress!.Stages.ShouldBe(1);
    }

    [Fact]
    public async Task Another_leader_goes_on_where_one_has_ended()
    {
        var calls = 0;
        var isHeld = true;
        _cluster.Before = (name, token) =>
            name == "Evaluate" && Interlocked.Increment(ref calls) > 4 && Volatile.Read(ref isHeld) ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        var stop = _cluster.StartLeader("leader-0");
        _cluster.StartNode(0);
        _cluster.StartNode(1);
        var id = await _cluster.SubmitAsync("3");
        await _cluster.UntilAsync(() => Task.FromResult(Volatile.Read(ref calls) > 4));

        await stop();
        Volatile.Write(ref isHeld, value: false);
        _cluster.StartLeader("leader-1");
        await _cluster.UntilEndedAsync(id);
        var row = (await _cluster.FindAsync(id)).Row;
        (row.Outcome, row.Term).ShouldBe((JobOutcome.Done, 2));
        _cluster.PictureOf(id).ShouldBe(Jobs.Expected(Jobs.OneStage(steps: 3)));
    }

    [Fact]
    public async Task Node_that_leaves_gives_its_tiles_to_others_and_is_done()
    {
        _cluster.StartLeader("leader");
        var (leaver, _) = _cluster.StartNode(0);
        _cluster.StartNode(1);
        _cluster.Before = (name, token) => name == "Evaluate" ? Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token) : Task.CompletedTask; // it is not to end before
        var id = await _cluster.SubmitAsync("2000");
        await _cluster.UntilAsync(async () => (await _cluster.FindAsync(id)).Progress?.Step > 0);

        var left = leaver.LeaveAsync();
        await _cluster.UntilAsync(() => Task.FromResult(left.IsCompleted));
        _cluster.Log.ShouldContain(line => line.Contains("leaves", StringComparison.Ordinal));
        await _cluster.Store.CancelAsync(id, by: null, CancellationToken.None);
        await _cluster.UntilEndedAsync(id);
    }

    [Fact]
    public async Task Node_that_is_gone_is_missed_and_its_tiles_are_drawn_by_others()
    {
        _cluster.StartLeader("leader");
        var (_, stop) = _cluster.StartNode(0);
        _cluster.StartNode(1);
        var held = new TaskCompletionSource();
        _cluster.Before = (name, token) => held.Task.IsCompleted ? Task.CompletedTask : Task.Delay(Timeout.Infinite, token);
        var id = await _cluster.SubmitAsync("2");
        await _cluster.UntilAsync(async () => (await _cluster.FindAsync(id)).Row.Workers.Length == 2);

        await stop();
        held.SetResult();
        await _cluster.UntilEndedAsync(id);
        _cluster.Log.ShouldContain(line => line.StartsWith("104 ", StringComparison.Ordinal));
        _cluster.PictureOf(id).ShouldBe(Jobs.Expected(Jobs.OneStage(steps: 2)));
    }

    [Fact]
    public async Task Node_that_cannot_be_linked_to_the_others_is_done_without()
    {
        _cluster.LinksOf = node => node == 0 ? new NoLinks() : null;
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        _cluster.StartNode(1);
        var id = await _cluster.SubmitAsync("1");

        await _cluster.UntilEndedAsync(id);
        (await _cluster.FindAsync(id)).Row.Outcome.ShouldBe(JobOutcome.Done);
        _cluster.Log.ShouldContain(line => line.StartsWith("205 ", StringComparison.Ordinal));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _cluster.BlocksAlive.ShouldBe(0);
    }

    sealed class NoLinks : IBlockLinks
    {
        public ImmutableArray<Member> Unlinked => [];

        public void Open(Epoch epoch, ImmutableArray<Worker> nodes, ImmutableArray<int> credits) => throw new FormatException("the address is none");

        public void Send(int node, ImmutableArray<Prediction> predictions) => throw new NotSupportedException();

        public async IAsyncEnumerable<ImmutableArray<Prediction>> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }

        public void Dispose()
        {
        }
    }
}
