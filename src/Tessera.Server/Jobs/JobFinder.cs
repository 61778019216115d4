using Microsoft.AspNetCore.Http;
using Tessera.Cluster;
using Tessera.Server.Problems;
using Tessera.Server.Security;

namespace Tessera.Server.Jobs;

/// <summary>Finds the job that a request is about, among those that its caller may see.</summary>
sealed class JobFinder(IJobStore store)
{
    /// <exception cref="ProblemException">There is none, or there is no more.</exception>
    public async Task<JobRecord> FindAsync(HttpContext context, string id)
    {
        var scope = Caller.Of(context).Scope;
        return JobId.TryParse(id, out var job)
            ? await store.FindAsync(job, scope, context.RequestAborted) ?? throw await MissingAsync(job, scope, context.RequestAborted)
            : throw new ProblemException(ProblemKinds.JobNotFound, "A job's id has 32 hexadecimal digits.");
    }

    public async Task<ProblemException> MissingAsync(JobId id, string? scope, CancellationToken cancel) => await store.IsDeletedAsync(id, scope, cancel)
        ? new(ProblemKinds.JobGone, $"Job {id} was deleted.")
        : new(ProblemKinds.JobNotFound, $"There is no job {id}.");
}
