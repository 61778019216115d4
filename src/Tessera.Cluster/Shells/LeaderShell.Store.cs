using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What is asked of the store, away from the mailbox. Nothing here throws: a store that does not answer is an answer too.</content>
public sealed partial class LeaderShell
{
    async Task ClaimAsync(LeaseEffect.Claim claim)
    {
        var answer = await AskAsync(() => store.ClaimAsync(claim, MachineLimits.LeaseFor, CancellationToken.None), new LeaseEvent.Unknown());
        await PostAsync(new(new LeaderEvent.Lease(answer)));
    }

    /// <summary>Gives the lease back, so that another process need not wait for its end.</summary>
    async Task ReleaseAsync()
    {
        if (Term is not 0 and var term)
        {
            await AskAsync(() => store.ClaimAsync(new(_seam.Self, term), TimeSpan.Zero, CancellationToken.None), new LeaseEvent.Unknown());
        }
    }

    async Task SeekAsync() => await PostAsync(await AskAsync(
        async () => await store.NextAsync(CancellationToken.None) is { } next ? Find(next) : new(new LeaderEvent.NoneFound()), default));

    Mail Find(JobRecord found)
    {
        var document = new JobDocument(found.Id, found.Document);
        try
        {
            var job = open(document);
            return new(new LeaderEvent.Found(job.Plan), new(this, document, job));
        }
        catch (InvalidDataException e)
        {
            return new(new LeaderEvent.Found(new([]), ControlCodec.OneLine(e.Message)), new(this, document, job: null));
        }
    }

    async Task AskDrainsAsync()
    {
        if (await AskAsync<IReadOnlyList<string>?>(async () => await store.DrainsAsync(CancellationToken.None), otherwise: null) is { } drained)
        {
            await PostAsync(new(new LeaderEvent.Drains(drained.ToImmutableHashSet(StringComparer.Ordinal))));
        }
    }

    /// <summary>Shows the nodes, unless the store is still busy with those of before: they are shown again soon.</summary>
    void Show(LeaderEffect.ShowNodes shown)
    {
        if (_showingNodes.IsCompleted)
        {
            var nodes = shown.Nodes.Select(node => NodeStatus.Of(node, _led?.Document.Id)).DistinctBy(node => node.Name, StringComparer.Ordinal).ToList();
            var term = Term;
            _showingNodes = AskAsync(() => store.ShowNodesAsync(term, nodes, CancellationToken.None), otherwise: false);
        }
    }

    async Task ReadAsync(Led led)
    {
        var record = await AskAsync(() => store.FindAsync(led.Document.Id, tenant: null, CancellationToken.None), null);
        await PostAsync(new(new LeaderEvent.Job(new JobEvent.RowRead(record?.Row)), led));
    }

    async Task CommitAsync(Led led, JobEffect.Commit commit)
    {
        var measure = led.Conduct.Commit(commit);
        var outcome = await AskAsync(() => store.CommitAsync(led.Document.Id, commit.Expected, commit.Row, CancellationToken.None), CommitOutcome.Unknown);
        JobTrace.Committed(measure.End(), outcome);
        if (outcome is not CommitOutcome.Done)
        {
            LogNotCommitted(led.Document.Id, commit.Expected, outcome);
        }

        await PostAsync(new(new LeaderEvent.Job(new JobEvent.Committed(commit.Expected, outcome)), led));
    }

    async Task ShowAsync(Led led, JobProgress progress)
    {
        if (await AskAsync(() => store.ShowAsync(led.Document.Id, Term, progress, CancellationToken.None), otherwise: false))
        {
            await PostAsync(new(new LeaderEvent.Job(new JobEvent.Cancelled()), led));
        }
    }

    async Task<T> AskAsync<T>(Func<Task<T>> ask, T otherwise)
    {
        try
        {
            return await ask();
        }
        catch (StoreUnavailableException e)
        {
            LogUnavailable(e.Message);
            return otherwise;
        }
        catch (Exception e)
        {
            LogBroken(e); // a checkpoint that cannot be loaded, or a row that cannot be written: whoever asks, asks again
            return otherwise;
        }
    }
}
