using System.Net;
using System.Net.Sockets;
using Conformance.Servers;
using Tessera.Cluster;
using Tessera.Cluster.Store;
using Tessera.Tiling.Machines;
using static Conformance.Store.Patient;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <summary>A server that stops, dies or says nothing. Calls end as early as they do in the field; what they end with is asserted, not when.</summary>
public sealed class PostgresFailureTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    const string Document = "document";

    static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Server_that_is_stopped_keeps_nobody_waiting()
    {
        var database = await server.MakeDatabaseAsync();
        await using var store = await OpenAsync(database, Limits.StoreWithin);
        var id = JobId.New();
        await EventuallyAsync(() => store.SubmitAsync(new(id, Document), null, None));
        server.Pause();
        try
        {
            for (var round = 0; round < 2; round++)
            {
                await DatabaseStoreConformance.ShouldBeUnavailableAsync(store, id); // on connections that there are, and then on new ones
            }
        }
        finally
        {
            server.Resume();
        }

        (await EventuallyAsync(() => store.FindAsync(id, null, None))).ShouldNotBeNull().Document.ShouldBe(Document);
        await EventuallyAsync(() => store.SubmitAsync(new(JobId.New(), Document), null, None));
    }

    [Fact]
    public async Task Server_that_is_killed_comes_back_with_everything_that_was_accepted()
    {
        var database = await server.MakeDatabaseAsync();
        await using var store = await OpenAsync(database, Limits.StoreWithin);
        await using var patient = await OpenAsync(database, Patience);
        (await patient.ClaimAsync(new(Ann, 0), TimeSpan.FromDays(1), None)).ShouldBe(new LeaseEvent.Granted(1));
        var led = JobId.New();
        await patient.SubmitAsync(new(led, Document), null, None);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (submitting, committing) = (SubmitAsync(store, enough), CommitAsync(store, led));

        await enough.Task.WaitAsync(Patience);
        await server.KillAsync();
        var (accepted, (done, asked)) = (await submitting.WaitAsync(Patience), await committing.WaitAsync(Patience));
        await DatabaseStoreConformance.ShouldBeUnavailableAsync(store, led);

        await server.StartAsync();
        foreach (var id in accepted)
        {
            (await EventuallyAsync(() => store.FindAsync(id, null, None))).ShouldNotBeNull();
        }

        var row = (await EventuallyAsync(() => patient.FindAsync(led, null, None))).ShouldNotBeNull().Row;
        row.Revision.ShouldBeOneOf(done.Revision, asked.Revision);
        row.ShouldBeRow(row.Revision == done.Revision ? done : asked);
        (await patient.CommitAsync(led, row.FenceOf(1), row.Reassigned(1), None)).ShouldBe(CommitOutcome.Done);
        (await patient.ClaimAsync(new(Bob, 0), TimeSpan.FromDays(1), None)).ShouldBe(new LeaseEvent.Refused());
    }

    [Fact]
    public async Task Server_that_says_nothing_cannot_be_opened()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var address = $"postgres://tessera@127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/tessera";
        var unavailable = await Should.ThrowAsync<StoreUnavailableException>(() => JobStores.OpenAsync(new(address), TimeProvider.System, None));

        unavailable.Message.ShouldStartWith(address + ": ");
        unavailable.Message.ShouldNotContain('\n');
    }

    Task<IJobStore> OpenAsync(string database, TimeSpan within) => EventuallyAsync(() => JobStores.OpenAsync(
        new(server.AddressOf(database)) { PasswordFile = server.PasswordFile, Within = within }, TimeProvider.System, None));

    /// <summary>Submits until that fails.</summary>
    /// <returns>What was accepted.</returns>
    static async Task<List<JobId>> SubmitAsync(IJobStore store, TaskCompletionSource enough)
    {
        var accepted = new List<JobId>();
        try
        {
            while (true)
            {
                var id = JobId.New();
                await store.SubmitAsync(new(id, Document), null, None);
                accepted.Add(id);
                if (accepted.Count == 20)
                {
                    enough.SetResult();
                }
            }
        }
        catch (StoreUnavailableException)
        {
            enough.TrySetResult(); // under load even the first may be too slow
            return accepted;
        }
    }

    /// <summary>Commits until that fails.</summary>
    /// <returns>The last row that was committed, and the one after it, of which nobody knows.</returns>
    static async Task<(JobRow Done, JobRow Asked)> CommitAsync(IJobStore store, JobId id)
    {
        var (done, asked) = (JobRow.Submitted, JobRow.Submitted.Reassigned(1));
        while (await store.CommitAsync(id, done.FenceOf(1), asked, None) is CommitOutcome.Done)
        {
            (done, asked) = (asked, asked.Reassigned(1));
        }

        return (done, asked);
    }
}
