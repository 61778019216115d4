using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>The job that is led.</content>
public sealed partial class LeaderShell
{
    sealed class Led : IProgress<JobProgress>
    {
        readonly LeaderShell _shell;
        JobProgress _progress;
        TimeSpan _nextShow;
        Task _showing = Task.CompletedTask;

        public Led(LeaderShell shell, JobDocument document, JobPlan plan, IStageSink? sink)
        {
            (_shell, Document, _progress) = (shell, document, JobProgress.Waiting(plan));
            Conduct = new(document, sink, shell._seam, this, PostAsync, new JobTrace(shell._time));
        }

        public JobDocument Document { get; }

        public JobConduct Conduct { get; }

        public void Report(JobProgress value) => _progress = value;

        /// <summary>Once a beat: shows how far the job is, and hears whether it is still wanted.</summary>
        public void Show(TimeSpan now)
        {
            if (now >= _nextShow && _showing.IsCompleted && _progress.Phase is not JobPhase.Ended)
            {
                (_nextShow, _showing) = (now + MachineLimits.BeatEvery, _shell.ShowAsync(this, _progress));
            }
        }

        ValueTask PostAsync(JobEvent happened) => _shell.PostAsync(new(new LeaderEvent.Job(happened), this));
    }
}
