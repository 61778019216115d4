using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Carries out what a job's machine asks for, but for the store: orders, stitching, progress. Disposing of it cancels the stitching and waits for it.
/// </summary>
/// <param name="document">What nodes are told with an assignment; null where there is one job only.</param>
/// <param name="sink">What stitches a stage; null for a job that cannot be planned, which comes to no stage.</param>
/// <param name="seam">How it speaks with the nodes.</param>
/// <param name="progress">Is told of every change, and must not block; may be null.</param>
/// <param name="post">Takes what the machine is to be told.</param>
/// <param name="trace">Looks on.</param>
sealed class JobConduct(
    JobDocument? document, IStageSink? sink, IClusterSeam seam, IProgress<JobProgress>? progress, Func<JobEvent, ValueTask> post, JobTrace trace) : IAsyncDisposable
{
    readonly CancellationTokenSource _stitchCancellation = new();
    Task _stitch = Task.CompletedTask;

    /// <summary>What the sink threw, if it did.</summary>
    public Exception? Fault { get; private set; }

    /// <returns>False when the node certainly does not hear the order.</returns>
    /// <exception cref="ArgumentException">The order does not fit into a message.</exception>
    public bool TryTell(JobEffect.Tell tell) =>
        seam.TrySend(tell.Node, ControlCodec.Encode(new(tell.Order, Job: document, Trace: trace.Parent)));

    public void Note(JobEffect.Note note) => trace.Note(note);

    /// <summary>A commit is about to be made.</summary>
    public Measure Commit(JobEffect.Commit commit) => trace.Commit(commit.Row);

    public void Stitch(JobEffect.Stitch stitch) => _stitch = StitchAsync(stitch.Stage);

    public void Show(JobEffect.Show show)
    {
        trace.Show(show.Progress);
        progress?.Report(show.Progress);
    }

    public JobResult End(JobEffect.End end)
    {
        trace.End(end);
        return new(end.Outcome, end.Reason, end.Exchange, trace.Stages);
    }

    public async ValueTask DisposeAsync()
    {
        await _stitchCancellation.CancelAsync();
        await _stitch;
        _stitchCancellation.Dispose();
        trace.Dispose();
    }

    /// <summary>Stitches, and posts how that ended; never throws.</summary>
    async Task StitchAsync(int stage)
    {
        JobEvent answer = new JobEvent.Stitched(stage);
        try
        {
            await sink!.StitchAsync(stage, _stitchCancellation.Token);
        }
        catch (Exception e)
        {
            Fault = e;
            var message = ControlCodec.OneLine(e.Message);
            answer = e is InvalidDataException ? new JobEvent.Unstitched(stage, message) : new JobEvent.Failed(message);
        }

        await post(answer);
    }
}
