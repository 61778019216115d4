using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Conformance.Servers;
using EndToEnd.Harness;

namespace EndToEnd.Studies;

/// <summary>What telemetry costs: two clusters draw the same picture in turns, one with traces, metrics and logs sent to a collector and notes on the disk, one with none of it.</summary>
static partial class Telemetry
{
    const int Pairs = 10;
    const double Most = 0.02;
    const int TicksPerSecond = 100;

    /// <summary>Of `tessera node`'s log: a job is done.</summary>
    const int DoneEvent = 112;

    static readonly TimeSpan JobWithin = TimeSpan.FromMinutes(8);

    public static async Task<string> RunAsync()
    {
        using var collector = Collector.Start();
        await using var told = await StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "5000"));
        await using var silent = await StartAsync(("TESSERA_FAULT", "no-timeline"));
        await DrawAsync(told); // warm
        await DrawAsync(silent);
        var (seconds, work) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (first, second) = pair % 2 == 0 ? (told, silent) : (silent, told);
            var (one, two) = (await DrawAsync(first), await DrawAsync(second));
            var (with, without) = pair % 2 == 0 ? (one, two) : (two, one);
            seconds.Add(with.Seconds / without.Seconds);
            work.Add(with.Work / without.Work);
        }

        var (time, cpu) = (Median(seconds) - 1, Median(work) - 1);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            | telemetry, {Pairs} pairs | median of ratios, less 1 (quartiles) |
            |---|---|
            | seconds of denoising | {time:0.0 %} ({Quartiles(seconds)}) |
            | processor time of all nodes | {cpu:0.0 %} ({Quartiles(work)}) |
            | requests that the collector took | {collector.Requests} |
            """);
        return Math.Max(time, cpu) < Most && collector.Requests > 0 ? text : throw new TrialException($"Telemetry costs more than {Most:0 %}, or none came:\n{text}");
    }

    /// <summary>Starts a cluster whose nodes have variables in their environment.</summary>
    static async Task<Cluster> StartAsync(params (string Name, string Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            return await Cluster.StartAsync(workers: 1, coordinators: 1); // two would share tiles by their speeds, in each cluster otherwise
        }
        finally
        {
            foreach (var (name, _) in variables)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }

    static async Task<(double Seconds, double Work)> DrawAsync(Cluster cluster)
    {
        var before = cluster.Running.Sum(WorkOf);
        var job = await cluster.SubmitAsync(Picture.Medium);
        await job.EndAsync(JobWithin);
        var line = "";
        await Await.TrueAsync("the leader's word on the job", JobWithin, () =>
            (line = cluster.Leader!.Log.Where(said => said.Event == DoneEvent && said.Text.Contains(job.Id.ToString(), StringComparison.Ordinal)).Select(said => said.Text).FirstOrDefault() ?? "").Length > 0);
        return (double.Parse(Denoising().Match(line).Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture), cluster.Running.Sum(WorkOf) - before);
    }

    /// <summary>Processor seconds of a process.</summary>
    static double WorkOf(NodeProcess node)
    {
        var fields = File.ReadAllText($"/proc/{node.Id}/stat").Split(") ")[^1].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / (double)TicksPerSecond;
    }

    static double Median(List<double> values) => Quantile(values, 0.5);

    static string Quartiles(List<double> values) => string.Create(CultureInfo.InvariantCulture, $"{Quantile(values, 0.25) - 1:0.0 %} to {Quantile(values, 0.75) - 1:0.0 %}");

    static double Quantile(List<double> values, double part) => values.Order().ElementAt((int)Math.Round(part * (values.Count - 1)));

    [GeneratedRegex(@"denoising (?<seconds>[\d.]+) s", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Denoising();

    /// <summary>Takes whatever comes over HTTP, and throws it away.</summary>
    sealed class Collector : IDisposable
    {
        readonly HttpListener _listener = new();
        int _requests;

        public required string Address { get; init; }

        public int Requests => Volatile.Read(ref _requests);

        public static Collector Start()
        {
            using var ports = new FreePorts();
            var address = $"http://127.0.0.1:{ports.Take()}";
            ports.Dispose();
            var collector = new Collector { Address = address };
            collector._listener.Prefixes.Add(address + "/");
            collector._listener.Start();
            _ = collector.TakeAsync();
            return collector;
        }

        public void Dispose() => _listener.Close();

        async Task TakeAsync()
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
                Interlocked.Increment(ref _requests);
            }
        }
    }
}
