using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A cluster in one process, for one job: a node for each device, and a coordinator.</summary>
public static class LocalCluster
{
    /// <summary>Runs a job to its end. When this returns or throws, no call of a device or of the sink is outstanding.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="devices">One for each node. The caller keeps them.</param>
    /// <param name="sink">Takes finished cores, and stitches the stages.</param>
    /// <param name="limits">Bounds; null for the usual ones.</param>
    /// <param name="progress">Is told of every change, often, and must not block; may be null.</param>
    /// <param name="time">For measurements alone; null for the system's.</param>
    /// <param name="cancellationToken">Cancels the job: it ends as soon as the calls outstanding notice.</param>
    /// <returns>What was exchanged, and how long each stage took.</returns>
    /// <exception cref="JobFailedException">A device or the sink threw.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    public static async Task<JobResult> RunAsync(
        JobPlan plan,
        IReadOnlyList<IStepDevice> devices,
        IStageSink sink,
        Limits? limits = null,
        IProgress<JobProgress>? progress = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        limits ??= new Limits();
        time ??= TimeProvider.System;
        var network = new InProcessNetwork(limits);
        var seams = devices.Index().Select(device => network.Join($"node-{device.Index}")).ToList();
        var links = InProcessLinks.Connect([.. seams.Select(node => node.Self)]);
        using var seam = network.Join("coordinator");
        var nodes = devices.Zip(seams, links)
            .Select(node => new NodeShell(_ => new NodeJob(plan, node.First, sink), node.Second, node.Third, limits, time))
            .ToList();
        var coordinator = new CoordinatorShell(plan, [.. seams.Select(node => node.Self)], sink, seam, progress, limits, time);
        JobResult? result = null;
        try
        {
            await Together.RunAsync(
                [RunCoordinatorAsync, .. nodes.Select(node => (Func<CancellationToken, Task>)node.RunAsync)],
                cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new JobFailedException(e.Message, e);
        }
        finally
        {
            links.Concat<IDisposable>(seams).ToList().ForEach(end => end.Dispose());
        }

        async Task RunCoordinatorAsync(CancellationToken token) => result = await coordinator.RunAsync(token);

        return result switch
        {
            { Outcome: JobOutcome.Done } => result,
            { Outcome: JobOutcome.Failed, Reason: { } reason } => throw new JobFailedException(reason, FaultOf(coordinator, nodes)),
            _ => throw new OperationCanceledException(cancellationToken),
        };
    }

    static Exception? FaultOf(CoordinatorShell coordinator, IEnumerable<NodeShell> nodes) =>
        coordinator.Fault ?? nodes.Select(node => node.Fault).FirstOrDefault(fault => fault is not (null or OperationCanceledException));
}
