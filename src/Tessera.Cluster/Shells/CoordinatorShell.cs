using System.Threading.Channels;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Runs the coordinator of one job that lives and dies with its process: feeds its machine from one mailbox, and carries out what it asks for.
/// Everything that decides is in <see cref="JobMachine"/>.
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

    // The job is gone when its process is, so its row is kept nowhere else.
    JobRow _row = JobRow.Submitted;
    JobMachine? _machine;
    JobResult? _result;

    /// <summary>What the sink threw, if it did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Runs the job to its end. A shell runs once.</summary>
    /// <param name="cancellationToken">Cancels the job.</param>
    /// <returns>How it ended; cancelled is one of the ways.</returns>
    public async Task<JobResult> RunAsync(CancellationToken cancellationToken)
    {
        using var lifetime = new CancellationTokenSource();
        var hearing = HearAsync(lifetime.Token);
        var conduct = new JobConduct(document: null, sink, seam, progress, PostAsync, new JobTrace(time, nodes.Count));
        try
        {
            return await WorkAsync(conduct, cancellationToken);
        }
        finally
        {
            _mailbox.Writer.TryComplete();
            await lifetime.CancelAsync();
            await conduct.DisposeAsync();
            Fault = conduct.Fault;
            await hearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    async Task<JobResult> WorkAsync(JobConduct conduct, CancellationToken cancellationToken)
    {
        (_machine, var effects) = JobMachine.Start(plan, term: 1, nodes.Select(node => new Worker(node, Speed: 1)));
        CarryOut(effects, conduct);
        try
        {
            while (_result is null)
            {
                Take(await _mailbox.Reader.ReadAsync(cancellationToken), conduct);
                Instruments.Queued(_mailbox.Reader.Count, "coordinator");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Take(new JobEvent.Cancelled(), conduct);
        }
        catch (ChannelClosedException)
        {
            Take(new JobEvent.Failed("The coordinator has left its cluster."), conduct);
        }

        return _result!;
    }

    void Take(JobEvent happened, JobConduct conduct)
    {
        (_machine, var effects) = _machine!.On(happened);
        CarryOut(effects, conduct);
    }

    void CarryOut(IEnumerable<JobEffect> effects, JobConduct conduct)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                // A node that cannot be told to stop has stopped.
                case JobEffect.Tell tell when !conduct.TryTell(tell) && tell.Order is not Order.Stop:
                    throw new InvalidOperationException($"{seam.Self} cannot reach the node {tell.Node}.");
                case JobEffect.Tell:
                    break;
                case JobEffect.Note note:
                    conduct.Note(note);
                    break;
                case JobEffect.Read:
                    Take(new JobEvent.RowRead(_row), conduct);
                    break;
                case JobEffect.Commit commit:
                    _row = commit.Row;
                    Take(new JobEvent.Committed(commit.Expected, CommitOutcome.Done), conduct);
                    break;
                case JobEffect.Stitch stitch:
                    conduct.Stitch(stitch);
                    break;
                case JobEffect.Show show:
                    conduct.Show(show);
                    break;
                case JobEffect.End end:
                    _result = conduct.End(end);
                    break;
                default:
                    throw new NotSupportedException(effect.GetType().Name);
            }
        }
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
