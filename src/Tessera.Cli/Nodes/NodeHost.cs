using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Tessera.Cluster;
using Tessera.Cluster.RabbitMq;
using Tessera.Models.Checkpoints;
using Tessera.Models.Inference;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Nodes;

/// <summary>Runs a process of a cluster: a worker, a candidate for leadership, or both, each a member with a name of its own.</summary>
/// <param name="options">What it is.</param>
/// <param name="openStore">Opens the truth, which a coordinator needs; a store that is out of reach is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="logs">Is told what happens.</param>
sealed partial class NodeHost(NodeOptions options, Func<CancellationToken, Task<IJobStore>> openStore, TimeProvider time, ILoggerFactory logs)
{
    /// <summary>Tiles in a device call: few enough that one that nobody wants any more ends soon.</summary>
    const int BatchTiles = 8;

    const string CoordinatorSuffix = ".coordinator";

    readonly Limits _limits = new() { BatchTiles = BatchTiles };
    readonly ILogger<NodeHost> _log = logs.CreateLogger<NodeHost>();
    readonly InProcessNetwork _alone = new(new Limits());

    /// <summary>Runs until asked to stop, and then leaves in order.</summary>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="InvalidDataException">The checkpoint or the device cannot be used.</exception>
    /// <exception cref="IOException">Certificates, the artifacts' folder or the address to listen at cannot be used.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(options.Artifacts);
        await using var workshop = new PictureWorkshop(Checkpoint.Open(options.Model), options.Artifacts, options.Device, options.Threads, time, LogNotWritten);
        List<Func<CancellationToken, Task>> parts = [];
        if (options.IsCoordinator)
        {
            parts.Add(token => LeadAsync(workshop, token));
        }

        if (options.IsWorker)
        {
            parts.Add(token => WorkAsync(workshop, stop, token));
        }
        else
        {
            parts.Add(token => WaitAsync(stop, token));
        }

        try
        {
            await Together.RunAsync(parts, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        LogEnded(options.Name);
    }

    static async Task WaitAsync(CancellationToken stop, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancel);
        await Task.Delay(Timeout.Infinite, either.Token);
    }

    async Task LeadAsync(PictureWorkshop workshop, CancellationToken cancel)
    {
        await using var store = await PatientStore.OpenAsync(openStore, LogNoStore, time, cancel);
        using var seam = Join(options.Name + CoordinatorSuffix, hearsBroadcasts: true);
        LogJoined(seam.Self, options.Cluster);
        await new LeaderShell(store, workshop.OpenLed, seam, _limits, time, logs.CreateLogger<LeaderShell>()).RunAsync(cancel);
    }

    async Task WorkAsync(PictureWorkshop workshop, CancellationToken stop, CancellationToken cancel)
    {
        var speed = await workshop.TestAsync(cancel);
        using var joined = Join(options.Name, hearsBroadcasts: false);
        var seam = options.Fault?.Guard(joined, time) ?? joined;
        using var tls = options.Certificates is { } folder ? LinkTls.Open(folder, options.Name) : null;
        using var links = Link(seam.Self, tls, out var address);
        Func<JobDocument?, NodeJob> open = options.Fault is { } fault ? document => fault.Guard(workshop.OpenNode(document)) : workshop.OpenNode;
        var shell = new NodeShell(open, seam, links, _limits, time, logs.CreateLogger<NodeShell>())
        {
            IsTimed = true,
            Start = new(BatchTiles) { Speed = speed, Address = address, Memory = options.Memory, Numerics = NumericsClass.Of(options.Device) },
        };
        LogReady(seam.Self, options.Cluster, speed, address);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = shell.RunAsync(ending.Token);
        using var leaving = stop.Register(() => _ = LeaveAsync(shell, ending));
        await running;
    }

    /// <summary>Lets others take the tiles over, if there may be any, and ends.</summary>
    async Task LeaveAsync(NodeShell shell, CancellationTokenSource ending)
    {
        if (options.Broker is not null)
        {
            LogLeaving(options.LeaveWithin);
            var left = shell.LeaveAsync();
            await Task.WhenAny(left, Task.Delay(options.LeaveWithin, time, ending.Token));
            LogLeft(left.IsCompleted);
        }

        await ending.CancelAsync();
    }

    IClusterSeam Join(string name, bool hearsBroadcasts) => options.Broker is { } broker
        ? new RabbitMqSeam(name, broker with { Faults = new FaultLog(this) }, _limits, time, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)), hearsBroadcasts)
        : _alone.Join(name, hearsBroadcasts);

    IBlockLinks Link(Member self, LinkTls? tls, out string address)
    {
        if (options.Broker is null)
        {
            address = "";
            return InProcessLinks.Connect([self])[0];
        }

        var links = TcpLinks.Listen(new TcpLinksOptions
        {
            Self = self,
            Cluster = options.Cluster,
            Listen = options.Listen,
            Host = options.Advertise,
            Tls = tls,
            Limits = _limits,
            Time = time,
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Faults = new FaultLog(this),
        });
        address = links.Address;
        return links;
    }

    [LoggerMessage(1, LogLevel.Information, "Coordinator {Member} is ready in cluster {Cluster}")]
    partial void LogJoined(Member member, string cluster);

    [LoggerMessage(2, LogLevel.Information, "Worker {Member} is ready in cluster {Cluster}: {Speed:0} tokens/s, links at {Address}")]
    partial void LogReady(Member member, string cluster, double speed, string address);

    [LoggerMessage(3, LogLevel.Information, "Leaves, within {Limit}")]
    partial void LogLeaving(TimeSpan limit);

    [LoggerMessage(4, LogLevel.Information, "Gave its tiles to others: {IsDone}")]
    partial void LogLeft(bool isDone);

    [LoggerMessage(5, LogLevel.Information, "{Name} has ended")]
    partial void LogEnded(string name);

    [LoggerMessage(6, LogLevel.Warning, "Link with {Peer}: {Reason}: {Message}")]
    partial void LogFault(string peer, LinkRefusal reason, string message);

    [LoggerMessage(7, LogLevel.Warning, "Cannot lead before the store is there: {Reason}")]
    partial void LogNoStore(string reason);

    [LoggerMessage(8, LogLevel.Warning, "The broker is out of reach: {Reason}")]
    partial void LogNoBroker(string reason);

    [LoggerMessage(9, LogLevel.Warning, "A stage cannot be written, and is tried again: {Reason}")]
    partial void LogNotWritten(string reason);

    sealed class FaultLog(NodeHost host) : IProgress<LinkFault>, IProgress<string>
    {
        public void Report(LinkFault value) => host.LogFault(value.Peer, value.Reason, value.Message);

        public void Report(string value) => host.LogNoBroker(value);
    }
}
