using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>The job that is led.</content>
public sealed partial class LeaderShell
{
    sealed class Led : IProgress<JobProgress>
    {
        readonly LeaderShell _shell;
        readonly LedJob? _job;
        JobProgress _progress;
        TimeSpan _nextShow;
        Task _showing = Task.CompletedTask;
        Task _begun = Task.CompletedTask;

        /// <summary>Makes a job that is not begun; one that cannot be planned is null.</summary>
        public Led(LeaderShell shell, JobDocument document, LedJob? job)
        {
            (_shell, _job, Document, _progress) = (shell, job, document, JobProgress.Waiting(job?.Plan ?? new([])));
            var log = shell._timeline.Open(job?.Folder.Timelines, new(shell._seam.Self, IsLeader: true));
            Conduct = new(document, job?.Sink, shell._seam, this, PostAsync, new JobTrace(shell._time, log: log, job: document.Id));
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

        /// <summary>The job goes on: what was told of an end, if it was tried before, no longer counts.</summary>
        public void Begin() => _begun = _job is { Folder: var folder } ? Task.Run(() => Try(folder.DeleteReport)) : Task.CompletedTask;

        /// <summary>
        /// When the job has ended: tells what was done and, if it is done, deletes what only a job that goes on needs: another may be tried again from
        /// its last cut. What cannot be deleted stays.
        /// </summary>
        public async Task EndAsync(JobEffect.End end)
        {
            if (_job is not { Folder: var folder })
            {
                return;
            }

            await _begun;
            await _shell._timeline.FlushAsync();
            Try(() => JobReport.Read(folder).Save(folder));
            if (end.Outcome is JobOutcome.Done)
            {
                await CleanAsync(folder);
            }
        }

        /// <summary>Deletes more than once: nodes that have not heard of the end yet may still be storing.</summary>
        async Task CleanAsync(ArtifactFolder folder)
        {
            for (var tries = 1; tries < Limits.CleanTries && !_shell._stopped.IsCancellationRequested; tries++)
            {
                Try(folder.Clean, isLast: false);
                await Task.Delay(MachineLimits.BeatEvery, _shell._time, _shell._stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Try(folder.Clean);
        }

        void Try(Action clean, bool isLast = true)
        {
            try
            {
                clean();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (isLast)
                {
                    _shell.LogNotCleaned(Document.Id, e.Message);
                }
            }
        }

        ValueTask PostAsync(JobEvent happened) => _shell.PostAsync(new(new LeaderEvent.Job(happened), this));
    }
}
