using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;
using Tessera.Server.Tests.Jobs;
using Tessera.Tiling.Machines;
using Xunit.Abstractions;

namespace Tessera.Server.Tests.Hostile;

/// <summary>
/// Requests from seeds, one half damaged in their bytes and one half well formed with hostile values: none crashes the server or fails in it, every refusal is a
/// problem of a known kind, and memory stays bounded. HOSTILE_COUNT and HOSTILE_FROM choose others.
/// </summary>
[Collection(Alone.Name)]
public sealed class HostileRequestTests(ITestOutputHelper output)
{
    const int Workers = 24;
    const int Batch = 1000;
    const long MostBytesKept = 192L << 20;

    [Fact]
    public async Task Hostile_requests_do_no_harm()
    {
        var (from, count) = (Number("HOSTILE_FROM", 1), Number("HOSTILE_COUNT", 2000));
        await using var server = await RunningServer.StartAsync(options => options with { Quota = 20_000_000 });
        server.Log.Least = LogLevel.Error;
        var began = Stopwatch.StartNew();
        var answers = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var seed = from; seed < from + count; seed += Batch)
        {
            var jobs = await JobsAsync(server);
            var next = seed - 1;
            var end = Math.Min(seed + Batch, from + count);
            await Task.WhenAll(Enumerable.Range(1, Workers).Select(worker => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var mine && mine < end)
                {
                    var request = HostileRequest.Of(mine, jobs);
                    var answer = await HostileClient.AskAsync(server.Port, worker, request);
                    answers.AddOrUpdate(Judge(mine, request, answer, server.Log), 1, (_, so) => so + 1);
                }
            })));
            await ForgetAsync(server);
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        output.WriteLine($"{count} requests from seed {from} in {began.Elapsed.TotalSeconds:0} s; {before >> 20} MiB before, {after >> 20} MiB after, {Environment.WorkingSet >> 20} MiB resident");
        foreach (var (kind, times) in answers.OrderByDescending(answer => answer.Value))
        {
            output.WriteLine($"{times,8}  {kind}");
        }

        server.Log.All.Where(line => line.Level >= LogLevel.Error).ShouldBeEmpty();
        (after - before).ShouldBeLessThan(MostBytesKept);
        (await server.Client.GetStringAsync("/healthz/ready")).ShouldBe("ready");
        answers.ContainsKey("202").ShouldBeTrue();
    }

    /// <returns>What it is counted as.</returns>
    static string Judge(int seed, HostileRequest request, RawAnswer answer, LogLines log)
    {
        var because = $"seed {seed}: {request}\n\n{answer.Text}";
        answer.Text.Contains("HTTP/1.1 500", StringComparison.Ordinal).ShouldBeFalse($"{because}\n\n{string.Join('\n', log.All)}");
        if (answer.Status == 0)
        {
            answer.Text.ShouldBeEmpty(because);
            request.IsWhole.ShouldBeFalse(because);
            return "none";
        }

        if (answer.Status < 400)
        {
            return answer.Status.ToString(CultureInfo.InvariantCulture);
        }

        answer.Text.ShouldContain("Content-Type: application/problem+json", customMessage: because);
        if (request.IsHead || answer.Body.Length == 0)
        {
            return $"{answer.Status}";
        }

        var problem = JsonSerializer.Deserialize(answer.Body[..answer.Length!.Value], ApiJson.Default.ProblemView)!;
        problem.Status.ShouldBe(answer.Status, because);
        ProblemKinds.All.ContainsKey(problem.Type[ProblemKind.Path.Length..]).ShouldBeTrue(because);
        (answer.Status < 500 || problem.Type == ProblemKinds.NotReady.Type).ShouldBeTrue(because); // a busy machine may take longer than readiness waits
        return $"{answer.Status} {problem.Type[ProblemKind.Path.Length..]}";
    }

    /// <summary>One of each kind.</summary>
    static async Task<IReadOnlyList<JobId>> JobsAsync(RunningServer server)
    {
        var ids = new List<JobId> { JobId.New() };
        foreach (var outcome in (JobOutcome?[])[null, null, JobOutcome.Done, JobOutcome.Failed, JobOutcome.Cancelled, JobOutcome.Quarantined])
        {
            var id = (await (await server.SubmitAsync()).JobAsync()).Id;
            await (outcome is { } ended ? server.EndAsync(id, ended) : Task.CompletedTask);
            ids.Add(JobId.TryParse(id, out var job) ? job : throw new InvalidOperationException(id));
        }

        return ids;
    }

    /// <summary>Ends and deletes all jobs, so that others are accepted.</summary>
    static async Task ForgetAsync(RunningServer server)
    {
        while (await server.Store.ListAsync(new(Limits.JobsListed), CancellationToken.None) is { Count: > 0 } jobs)
        {
            foreach (var job in jobs)
            {
                await (job.Row.Outcome is null ? server.EndAsync(job.Id.ToString(), JobOutcome.Done) : Task.CompletedTask);
                await server.Store.DeleteAsync(job.Id, by: null, CancellationToken.None);
            }
        }

        foreach (var node in await server.Store.DrainsAsync(CancellationToken.None))
        {
            await server.Store.DrainAsync(node, isDrained: false, by: null, CancellationToken.None);
        }
    }

    static int Number(string variable, int otherwise) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
