using System.Net;
using Tessera.Cluster;
using Tessera.Server.Problems;

namespace Tessera.Server.Tests.Jobs;

/// <summary>A request that is repeated until it is answered makes one job, whatever was lost between server and store.</summary>
public sealed class RepeatedRequestTests
{
    [Theory]
    [InlineData(nameof(IJobStore.SubmitAsync), StoreFault.BeforeIt)]
    [InlineData(nameof(IJobStore.SubmitAsync), StoreFault.AfterIt)]
    [InlineData(nameof(IJobStore.FindAsync), StoreFault.BeforeIt)]
    public async Task The_store_is_lost_for_a_while(string call, object fault)
    {
        var isLost = true;
        await using var server = await RunningServer.StartAsync(store: FailingStore.Around(
            new MemoryJobStore(TimeProvider.System),
            name => name == call && Volatile.Read(ref isLost) ? (StoreFault)fault : StoreFault.None));
        var lost = await server.SubmitAsync(key: "abc");
        (await RunningServer.ProblemAsync(lost)).ShouldBe(ProblemKinds.StoreUnavailable);
        lost.Headers.RetryAfter.ShouldNotBeNull();
        Volatile.Write(ref isLost, false);
        var job = await (await server.SubmitAsync(key: "abc")).JobAsync();
        (await server.Store.ListAsync(new(10), CancellationToken.None)).Single().Id.ToString().ShouldBe(job.Id);
    }

    /// <summary>The job is accepted, so that must not be the answer.</summary>
    [Theory]
    [InlineData(nameof(IJobStore.ListNodesAsync))]
    [InlineData(nameof(IJobStore.QueueAsync))]
    public async Task The_cluster_cannot_be_looked_at(string call)
    {
        await using var server = await RunningServer.StartAsync(store: FailingStore.Around(
            new MemoryJobStore(TimeProvider.System), name => name == call ? StoreFault.BeforeIt : StoreFault.None));
        var job = await (await server.SubmitAsync()).JobAsync();
        (job.State, job.Waits, job.Estimate).ShouldBe((JobState.Waiting, null, null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_store_is_lost_again_and_again_while_others_ask_the_same(int seed)
    {
        var random = new Random(seed);
        await using var server = await RunningServer.StartAsync(store: FailingStore.Around(
            new MemoryJobStore(TimeProvider.System),
            name =>
            {
                lock (random)
                {
                    return name is nameof(IJobStore.ListAsync) || random.Next(3) > 0 ? StoreFault.None : random.Next(2) == 0 ? StoreFault.BeforeIt : StoreFault.AfterIt;
                }
            }));
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => UntilAnsweredAsync(server)));
        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await server.Store.ListAsync(new(10), CancellationToken.None)).Count.ShouldBe(1);
    }

    static async Task<string> UntilAnsweredAsync(RunningServer server)
    {
        while (true)
        {
            using var answer = await server.SubmitAsync(key: "abc");
            if (answer.StatusCode is HttpStatusCode.Accepted)
            {
                return (await answer.JobAsync()).Id;
            }

            (await RunningServer.ProblemAsync(answer)).ShouldBe(ProblemKinds.StoreUnavailable);
        }
    }
}
