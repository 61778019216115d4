using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Shells;

/// <summary>Leaders and nodes of a cluster in one process, with a store in memory and a clock that is moved. A job's document is its steps.</summary>
sealed class ShellCluster : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tessera-shells-").FullName;
    readonly InProcessNetwork _network = new(new Limits());
    readonly ConcurrentDictionary<JobId, (JobPlan Plan, HashSink Sink)> _jobs = [];
    readonly ConcurrentQueue<string> _log = new();
    readonly List<(CancellationTokenSource Stop, Task Running)> _parts = [];
    readonly Dictionary<Member, IBlockLinks> _links;
    readonly List<IClusterSeam> _seams;
    readonly BlockLedger _blocks = new();
    int _brokenOpens;

    public ShellCluster(int nodes)
    {
        _seams = [.. Enumerable.Range(0, nodes).Select(node => _network.Join($"node-{node}", hearsBroadcasts: false))];
        var links = InProcessLinks.Connect([.. _seams.Select(seam => seam.Self)]);
        _links = _seams.Zip(links).ToDictionary(pair => pair.First.Self, pair => pair.Second);
        Store = new MemoryJobStore(Time);
    }

    public ManualTime Time { get; } = new();

    public MemoryJobStore Store { get; }

    public IEnumerable<string> Log => _log;

    /// <summary>How long a tenth of a second of the cluster's clock takes. On a busy machine a fast clock makes nodes seem dead: tests that count what is done take a slow one.</summary>
    public TimeSpan Pace { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many times a leader fails to open a job for want of something of its own.</summary>
    public int BrokenOpens
    {
        set => _brokenOpens = value;
    }

    public int BlocksAlive => _blocks.Alive;

    /// <summary>What every device call waits for.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Other links than the usual, by node.</summary>
    public Func<int, IBlockLinks?> LinksOf { get; set; } = _ => null;

    public static JobPlan PlanOf(string document) => Jobs.OneStage(steps: int.Parse(document, CultureInfo.InvariantCulture)) with { CutEvery = 1 };

    public ArtifactFolder FilesOf(JobId id) => new(_folder, id);

    public ulong PictureOf(JobId id) => _jobs[id].Sink.Digest;

    /// <returns>Stops the leader, and waits for its end.</returns>
    public Func<Task> StartLeader(string name)
    {
        var seam = _network.Join(name);
        _seams.Add(seam);
        var shell = new LeaderShell(Store, OpenLed, seam, new Limits(), Time, new ListLogger<LeaderShell>(_log));
        return Start(shell.RunAsync);
    }

    public (NodeShell Shell, Func<Task> Stop) StartNode(int node)
    {
        var seam = _seams[node];
        var shell = new NodeShell(OpenNode, seam, LinksOf(node) ?? _links[seam.Self], new Limits(), Time, new ListLogger<NodeShell>(_log)) { IsTimed = true };
        return (shell, Start(shell.RunAsync));
    }

    public async Task<JobId> SubmitAsync(string document)
    {
        var id = JobId.New();
        await Store.SubmitAsync(new(id, document), by: null, CancellationToken.None);
        return id;
    }

    /// <summary>Moves the clock until something is so; a cluster that does not come to it in half an hour of its own tells its story.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = Time.GetTimestamp();
        while (!await condition())
        {
            Time.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromMinutes(30), string.Join('\n', _log));
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(Pace, TimeProvider.System);
        }
    }

    public Task UntilEndedAsync(JobId id) => UntilAsync(async () => (await FindAsync(id)).Row.Outcome is not null);

    /// <summary>Moves the clock until a job has ended and its report is written.</summary>
    public Task UntilReportedAsync(JobId id) => UntilAsync(() => Task.FromResult(File.Exists(FilesOf(id).ReportPath)));

    public async Task<JobRecord> FindAsync(JobId id) => (await Store.FindAsync(id, tenant: null, CancellationToken.None))!;

    public async ValueTask DisposeAsync()
    {
        foreach (var (stop, running) in _parts)
        {
            await stop.CancelAsync();
            await running;
            stop.Dispose();
        }

        _links.Values.ToList().ForEach(link => link.Dispose());
        _seams.ForEach(seam => seam.Dispose());
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    Func<Task> Start(Func<CancellationToken, Task> run)
    {
        var stop = new CancellationTokenSource();
        var running = RunAsync();
        _parts.Add((stop, running));
        return async () =>
        {
            await stop.CancelAsync();
            await running;
        };

        async Task RunAsync() => await Task.Run(() => run(stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    (JobPlan Plan, HashSink Sink) JobOf(JobDocument document) => _jobs.GetOrAdd(document.Id, _ =>
    {
        var plan = PlanOf(document.Text);
        return (plan, new HashSink(plan));
    });

    LedJob OpenLed(JobDocument document)
    {
        if (Interlocked.Decrement(ref _brokenOpens) >= 0)
        {
            throw new IOException("the checkpoint cannot be read");
        }

        if (!int.TryParse(document.Text, CultureInfo.InvariantCulture, out _))
        {
            throw new InvalidDataException($"'{document.Text}' is no job");
        }

        var (plan, sink) = JobOf(document);
        return new(plan, sink, FilesOf(document.Id));
    }

    NodeJob OpenNode(JobDocument? document)
    {
        var (plan, sink) = JobOf(document!);
        var device = new HashDevice(plan, sink, _blocks, new Limits().BatchTiles) { Before = (name, token) => Before(name, token) };
        var files = FilesOf(document!.Id);
        return new(plan, device, sink, files.States, files.Timelines);
    }

    sealed class ListLogger<T>(ConcurrentQueue<string> log) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{eventId.Id} {formatter(state, exception)}");
    }
}
