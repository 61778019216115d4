using System.Globalization;
using System.Threading.Channels;
using Conformance.Servers;
using EndToEnd.Harness;
using EndToEnd.Trials;
using Tessera.Cluster;
using Tessera.Cluster.Store;
using Tessera.Tiling.Machines;

namespace EndToEnd.Studies.Service;

/// <summary>A thousand jobs a round through the HTTP API, with watchers that come and go, and devices that do nothing.</summary>
static class ServiceLoad
{
    const int Jobs = 1000;
    const int Watchers = 50;
    const int Rounds = 3;
    const double MostTimesBare = 5;
    const double MostGrowth = 1;

    static readonly TimeSpan RoundWithin = TimeSpan.FromMinutes(10);

    public static Task<string> RunAsync() => RunAsync(Jobs, Watchers, Rounds, isJudged: true);

    /// <param name="jobs">Jobs in a round.</param>
    /// <param name="watchers">Who follows them.</param>
    /// <param name="rounds">The first warms up.</param>
    /// <param name="isJudged">Whether times and memory are, too.</param>
    public static async Task<string> RunAsync(int jobs, int watchers, int rounds, bool isJudged)
    {
        await using var database = new PostgresServer();
        await database.InitializeAsync();
        var artifacts = Directory.CreateTempSubdirectory("tessera-load-");
        await using var store = await JobStores.OpenAsync(new(database.ConnectionAddress) { PasswordFile = database.PasswordFile }, TimeProvider.System, CancellationToken.None);
        try
        {
            using var server = await ApiProcess.StartAsync(database, artifacts.FullName);
            await using var cluster = new StubCluster(store, artifacts.FullName);
            using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 2 * watchers }) { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
            using var stop = new CancellationTokenSource();
            var inserts = new BareInserts();
            var inserting = inserts.RunAsync(database.ConnectionStringOf("postgres"), stop.Token);
            var submitter = new Submitter(client, Seeds.Next());
            var (memory, events) = (new List<double>(), 0L);
            for (var round = 0; round < rounds; round++)
            {
                events += await RunAsync(client, submitter, round, jobs, watchers);
                memory.Add(server.ResidentMegabytes);
                if (round == 0 && rounds > 1) // that was to warm up
                {
                    submitter.Forget();
                    inserts.Forget();
                }
            }

            await stop.CancelAsync();
            await CheckAsync(store, cluster, jobs * rounds);
            await inserting;
            var (submit, insert) = (Percentile(submitter.Milliseconds, 0.99), Percentile(inserts.Milliseconds, 0.99));
            var growth = rounds > 1 ? (memory[^1] - memory[0]) / (rounds - 1) * 1000 / jobs : 0;
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                | {jobs * rounds} jobs, {watchers} watchers | |
                |---|---|
                | events seen, each once and in order | {events} |
                | submit, median and p99 | {Percentile(submitter.Milliseconds, 0.5):0.0} and {submit:0.0} ms |
                | INSERT and flush alongside, median and p99 | {Percentile(inserts.Milliseconds, 0.5):0.0} and {insert:0.0} ms |
                | p99 is times that | {submit / insert:0.0} |
                | server's memory after each round, MB | {string.Join(", ", memory.Select(size => size.ToString("0.0", CultureInfo.InvariantCulture)))} |
                | growth, MB for 1,000 jobs | {growth:0.00} |
                """);
            return !isJudged || (submit <= MostTimesBare * insert && growth <= MostGrowth) ? text : throw new TrialException($"A bar is not met:\n{text}");
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    /// <returns>Events that were seen.</returns>
    static async Task<long> RunAsync(HttpClient client, Submitter submitter, int round, int jobs, int watchers)
    {
        using var within = new CancellationTokenSource(RoundWithin);
        var toWatch = Channel.CreateUnbounded<string>();
        var watching = Enumerable.Range(0, watchers).Select(async number =>
        {
            var watcher = new Watcher(client, Seeds.Open((round * watchers) + number));
            await foreach (var id in toWatch.Reader.ReadAllAsync(within.Token))
            {
                await watcher.FollowAsync(id, within.Token);
            }

            return watcher.Events;
        }).ToList();
        var ids = await submitter.SubmitAsync(round, jobs, id => toWatch.Writer.TryWrite(id));
        toWatch.Writer.Complete();
        if (ids.Distinct(StringComparer.Ordinal).Count() != jobs)
        {
            throw new TrialException("Different requests are one job.");
        }

        return (await Task.WhenAll(watching)).Sum();
    }

    static async Task CheckAsync(IJobStore store, StubCluster cluster, int jobs)
    {
        var (count, before) = (0, (long?)null);
        while (await store.ListAsync(new(Limits.JobsListed, before), CancellationToken.None) is { Count: > 0 } page)
        {
            (count, before) = (count + page.Count, page[^1].Number);
            if (page.FirstOrDefault(job => job.Row.Outcome is not JobOutcome.Done) is { } other)
            {
                throw new TrialException($"Job {other.Id} is {other.State}.");
            }
        }

        if (count != jobs || cluster.Done != jobs || cluster.NotOnce.Any())
        {
            throw new TrialException($"{count} of {jobs} jobs were accepted, {cluster.Done} drawn, and {cluster.NotOnce.Count()} not once.");
        }
    }

    static double Percentile(IReadOnlyCollection<double> values, double part) => values.Order().ElementAt((int)(part * (values.Count - 1)));
}
