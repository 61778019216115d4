using Microsoft.Extensions.Logging;
using Tessera.Cluster;
using Tessera.Server.Jobs;

namespace Tessera.Server.Retention;

/// <summary>
/// Deletes jobs that were kept for long enough, with their files, and files that were left when their job was deleted. Everything may be done again, and by
/// several servers at once.
/// </summary>
sealed partial class Retainer(ServerOptions options, IJobStore store, JobFiles files, TimeProvider time, ILogger<Retainer> log)
{
    /// <summary>Whom the audit log names.</summary>
    public static readonly Actor Actor = new(JobSubmission.DefaultTenant, "retention");

    string _lastFolder = "";

    /// <summary>Does a bounded part of what there is to do.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="IOException">The folder of artifacts cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public async Task RoundAsync(CancellationToken cancel)
    {
        if (options.KeepFor is { } keep)
        {
            foreach (var job in await store.ListEndedBeforeAsync(time.GetUtcNow() - keep, ServerLimits.DeletedPerRound, cancel))
            {
                // The store comes first: a job without files would be broken, files without a job are found below.
                if (await IsStillEndedAsync(job, cancel) && await store.DeleteAsync(job.Id, Actor, cancel) is JobChange.Made)
                {
                    LogDeleted(job.Id, job.EndedAt);
                    files.Delete(job.Id);
                }
            }
        }

        await SweepAsync(cancel);
    }

    /// <summary>A job may have been tried again since it was listed.</summary>
    async Task<bool> IsStillEndedAsync(JobRecord job, CancellationToken cancel) => await store.FindAsync(job.Id, tenant: null, cancel) is { } now && now.EndedAt == job.EndedAt;

    /// <summary>Deletes folders whose job was deleted. One that the store never had, or has forgotten, may be somebody else's: it stays.</summary>
    async Task SweepAsync(CancellationToken cancel)
    {
        var folders = new DirectoryInfo(options.Artifacts).EnumerateDirectories().Select(folder => folder.Name)
            .Where(name => string.CompareOrdinal(name, _lastFolder) > 0).Order(StringComparer.Ordinal).Take(ServerLimits.FoldersPerRound).ToList();
        foreach (var name in folders)
        {
            if (JobId.TryParse(name, out var id) && name == id.ToString() && await store.IsDeletedAsync(id, tenant: null, cancel))
            {
                files.Delete(id);
            }
        }

        _lastFolder = folders.Count < ServerLimits.FoldersPerRound ? "" : folders[^1];
    }

    [LoggerMessage(420, LogLevel.Information, "Deleted job {Job}, which ended at {EndedAt:u}")]
    partial void LogDeleted(JobId job, DateTimeOffset? endedAt);
}
