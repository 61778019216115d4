using System.Globalization;
using System.Net;
using System.Text;
using Conformance.Servers;
using EndToEnd.Harness;

namespace EndToEnd.Studies;

/// <summary>How long a step takes when the wire between two workers is long, or slow.</summary>
static class Delays
{
    const double Gigabit = 1e9 / 8;

    static readonly TimeSpan JobWithin = TimeSpan.FromMinutes(8);
    static readonly string[] Modes = ["halo", "fuse", "isolated"];

    public static async Task<string> RunAsync()
    {
        var text = new StringBuilder();
        text.AppendLine("| wire between two workers | halo: s per step | fuse | isolated |");
        text.AppendLine("|---|---|---|---|");
        text.AppendLine(await MeasureAsync("none: loopback", delay: 0, rate: double.PositiveInfinity));
        foreach (var delay in (int[])[1, 10, 50])
        {
            foreach (var rate in (int[])[10, 1])
            {
                text.AppendLine(await MeasureAsync($"{delay} ms each way, {rate} Gb/s", delay, rate * Gigabit));
            }
        }

        return text.ToString();
    }

    static async Task<string> MeasureAsync(string title, int delay, double rate)
    {
        await using var cluster = await Cluster.StartAsync(workers: 0, coordinators: 1);
        var proxies = new List<TcpProxy>();
        foreach (var (index, port) in TakePorts().Index())
        {
            // A worker advertises only a host: the proxy has its port on another address.
            var (near, far) = (new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.Parse("127.0.0.2"), port));
            proxies.Add(new(far, near) { Delay = TimeSpan.FromMilliseconds(delay), Rate = rate });
            await cluster.StartWorkerAsync($"worker-{index + 1}", NodePlan.Worker with
            {
                Arguments = [.. NodePlan.Worker.Arguments, "--listen", near.ToString(), "--advertise", double.IsFinite(rate) ? "127.0.0.2" : "127.0.0.1"],
            });
        }

        await cluster.AwaitReadyAsync();
        var cells = new List<string>();
        foreach (var mode in Modes)
        {
            var job = await cluster.SubmitAsync(new Picture("512x512", "--stages", "none", "--grid", "2x2", "--steps", "20", "--mode", mode));
            await job.EndAsync(JobWithin);
            cells.Add((await StepTimeAsync(cluster, job)).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
            await Console.Error.WriteLineAsync($"{title}, {mode}: {cells[^1]} s per step");
        }

        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }

        return $"| {title} | {string.Join(" | ", cells)} |";
    }

    static int[] TakePorts()
    {
        using var ports = new FreePorts();
        return [ports.Take(), ports.Take()];
    }

    /// <summary>The median time between two cuts: there is one after each step.</summary>
    static async Task<TimeSpan> StepTimeAsync(Cluster cluster, Job job)
    {
        var commits = await cluster.Audit.ReadAsync(job.Id);
        var gaps = commits.Skip(1).SkipLast(1).Zip(commits.Skip(2).SkipLast(1), (a, b) => b.At - a.At).Order().ToList();
        return gaps[gaps.Count / 2];
    }
}
