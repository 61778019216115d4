using System.Threading.Channels;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Runs the coordinator of one job: feeds its machine from one mailbox, and carries out what it asks for. Everything that decides is in
/// <see cref="JobMachine"/>.
/// </summary>
/// <param name="plan">The job.</param>
/// <param name="nodes">The nodes that work on it.</param>
/// <param name="sink">What stitches a stage.</param>
/// <param name="seam">How it speaks with the nodes.</param>
/// <param name="progress">Is told of every change, and must not block; may be null.</param>
/// <param name="limits">Bounds its mailbox.</param>
/// <param name="time">For measurements alone.</param>
public sealed class CoordinatorShell(
    JobPlan plan,
    IReadOnlyList<Member> nodes,
    IStageSink sink,
    IClusterSeam seam,
    IProgress<JobProgress>? progress,
    Limits limits,
    TimeProvider time)
{
    readonly Channel<JobEvent> _mailbox =
        Channel.CreateBounded<JobEvent>(new BoundedChannelOptions(limits.Mailbox) { SingleReader = true });
    readonly CancellationTokenSource _stitchCancellation = new();

    // The job is gone when its process is, so its row is kept nowhere else.
    JobRow _row = JobRow.Submitted;
    JobMachine? _machine;
    JobResult? _result;
    Task _stitch = Task.CompletedTask;

    /// <summary>What the sink threw, if it did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Runs the job to its end. A shell runs once.</summary>
    /// <param name="cancellationToken">Cancels the job.</param>
    /// <returns>How it ended; cancelled is one of the ways.</returns>
    public async Task<JobResult> RunAsync(CancellationToken cancellationToken)
    {
        using var lifetime = new CancellationTokenSource();
        var hearing = HearAsync(lifetime.Token);
        try
        {
            return await WorkAsync(cancellationToken);
        }
        finally
        {
            _mailbox.Writer.TryComplete();
            await lifetime.CancelAsync();
            await _stitchCancellation.CancelAsync();
            await Task.WhenAll(hearing, _stitch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stitchCancellation.Dispose();
        }
    }

    async Task HearAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var signal in seam.Signals.ReadAllAsync(cancellationToken))
            {
                if (ControlCodec.TryDecode(signal, out var from, out var message)
                    && message.Report is { } report && nodes.Contains(from))
                {
                    await PostAsync(new JobEvent.Reported(from, report));
                }
            }
        }
        finally
        {
            _mailbox.Writer.TryComplete();
        }
    }

    async Task<JobResult> WorkAsync(CancellationToken cancellationToken)
    {
        using var trace = new JobTrace(time, nodes.Count);
        (_machine, var effects) = JobMachine.Start(plan, term: 1, nodes.Select(node => new Worker(node, Speed: 1)));
        CarryOut(effects, trace);
        try
        {
            while (_result is null)
            {
                Take(await _mailbox.Reader.ReadAsync(cancellationToken), trace);
                Instruments.Queued(_mailbox.Reader.Count, "coordinator");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Take(new JobEvent.Cancelled(), trace);
        }
        catch (ChannelClosedException)
        {
            Take(new JobEvent.Failed("The coordinator has left its cluster."), trace);
        }

        return _result!;
    }

    void Take(JobEvent happened, JobTrace trace)
    {
        (_machine, var effects) = _machine!.On(happened);
        CarryOut(effects, trace);
    }

    void CarryOut(IEnumerable<JobEffect> effects, JobTrace trace)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case JobEffect.Tell tell:
                    Tell(tell.Node, tell.Order, trace);
                    break;
                case JobEffect.Read:
                    Take(new JobEvent.RowRead(_row), trace);
                    break;
                case JobEffect.Commit commit:
                    _row = commit.Row;
                    Take(new JobEvent.Committed(commit.Expected, CommitOutcome.Done), trace);
                    break;
                case JobEffect.Stitch stitch:
                    _stitch = StitchAsync(stitch.Stage);
                    break;
                case JobEffect.Note:
                    break;
                case JobEffect.Show show:
                    trace.Show(show.Progress);
                    progress?.Report(show.Progress);
                    break;
                case JobEffect.End end:
                    trace.End(end);
                    _result = new JobResult(end.Outcome, end.Reason, end.Exchange, trace.Stages);
                    break;
                default:
                    throw new NotSupportedException(effect.GetType().Name);
            }
        }
    }

    void Tell(Member node, Order order, JobTrace trace)
    {
        // A node that cannot be told to stop has stopped, or will be told again.
        if (!seam.TrySend(node, ControlCodec.Encode(new(order, Trace: trace.Parent))) && order is not Order.Stop)
        {
            throw new InvalidOperationException($"{seam.Self} cannot reach the node {node}.");
        }
    }

    /// <summary>Stitches, and posts how that ended; never throws.</summary>
    async Task StitchAsync(int stage)
    {
        JobEvent answer = new JobEvent.Stitched(stage);
        try
        {
            await sink.StitchAsync(stage, _stitchCancellation.Token);
        }
        catch (Exception e)
        {
            Fault = e;
            answer = new JobEvent.Failed(ControlCodec.OneLine(e.Message));
        }

        await PostAsync(answer);
    }

    /// <summary>Waits for room in the mailbox; once that is closed, nobody wants to know.</summary>
    async ValueTask PostAsync(JobEvent happened)
    {
        try
        {
            await _mailbox.Writer.WriteAsync(happened);
        }
        catch (ChannelClosedException)
        {
        }
    }
}
