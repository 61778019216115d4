using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.OpenApi;
using Tessera.Server.Problems;
using Tessera.Server.Security;

namespace Tessera.Server.Jobs;

/// <summary>Jobs: submitted, listed, shown, followed, cancelled, tried again, deleted; and what they have left.</summary>
static class JobRoutes
{
    const string OneJob = "/v1/jobs/{id}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("").RequireAuthorization(nameof(ApiRole.Viewer)).WithTags("Jobs");
        read.MapGet("/v1/jobs", ListAsync).WithName("listJobs").WithSummary("Lists jobs, those submitted last first.").Produces<JobPage>().HasProblems(400);
        read.MapGet(OneJob, ShowAsync).WithName("getJob").WithSummary("Shows a job.").Produces<JobView>().HasProblems(404, 410);
        read.MapGet(OneJob + "/events", FollowAsync).WithName("followJob").WithSummary("Follows a job by server-sent events; Last-Event-ID resumes.")
            .Produces<JobEventView>(contentType: "text/event-stream").Produces(204).HasProblems(400, 404, 410)
            .WithMetadata(new RequestHeader("Last-Event-ID", "The id of the last event that was seen: those after it are sent."));
        read.MapGet(OneJob + "/result", (HttpContext context, string id, JobFinder finder, JobFiles files) => AnswerAsync(context, id, finder, files.ResultAsync))
            .WithName("getResult").WithSummary("The picture; ranges are answered.").Produces<Stream>(200, "image/png").Produces<Stream>(206, "image/png").WithMetadata(new RequestHeader("Range", "Part of the picture.")).HasProblems(404, 409, 410, 416);
        read.MapGet(OneJob + "/preview", (HttpContext context, string id, JobFinder finder, JobFiles files) => AnswerAsync(context, id, finder, files.PreviewAsync))
            .WithName("getPreview").WithSummary("A small picture of the canvas, after the last finished stage.").Produces<Stream>(200, "image/png").HasProblems(404, 409, 410);
        read.MapGet(OneJob + "/report", (HttpContext context, string id, JobFinder finder, JobFiles files) => AnswerAsync(context, id, finder, files.ReportAsync))
            .WithName("getReport").WithSummary("What was done for the job, by whom, in what time.").Produces<JobReport>().HasProblems(404, 409, 410);

        var write = routes.MapGroup("").RequireAuthorization(nameof(ApiRole.User)).WithTags("Jobs");
        write.MapPost("/v1/jobs", SubmitAsync).WithName("submitJob").WithSummary("Submits a job. With an Idempotency-Key it can be repeated for a day.")
            .Accepts<SubmitRequest>("application/json", Bodies.Yaml).Produces<JobView>(202).HasProblems(400, 410, 413, 415, 422, 429)
            .WithMetadata(IdempotencyHeader.Described);
        write.MapPost("/v1/jobs:validate", ValidateAsync).WithName("validateJob").WithSummary("Says what would become of a job.")
            .Accepts<SubmitRequest>("application/json", Bodies.Yaml).Produces<Validation>().HasProblems(400, 413, 415);
        write.MapPost(OneJob + "/cancel", CancelAsync).WithName("cancelJob").WithSummary("Asks for a job to end.").Produces<JobView>(202).HasProblems(404, 409, 410);
        write.MapPost(OneJob + "/retry", RetryAsync).WithName("retryJob").WithSummary("Tries a job again that has ended, but is not done.")
            .Accepts<RetryRequest>(isOptional: true, "application/json").Produces<JobView>(202).HasProblems(400, 404, 409, 410, 429);
        write.MapDelete(OneJob, DeleteAsync).WithName("deleteJob").WithSummary("Deletes a job that has ended, with its files.").Produces(204).HasProblems(404, 409, 410);
    }

    static async Task<IResult> SubmitAsync(HttpContext context, JobSubmitter submitter, JobViews views)
    {
        var (asked, fingerprint) = await Bodies.ReadDocumentAsync(context.Request, StrictJson.SubmitRequest, context.RequestAborted);
        var job = await submitter.SubmitAsync(asked, IdempotencyHeader.Of(context.Request, fingerprint), Caller.Of(context), context.RequestAborted);
        return Results.Accepted($"/v1/jobs/{job.Id}", await views.OfAsync(job, context.RequestAborted));
    }

    static async Task<Validation> ValidateAsync(HttpContext context, JobSubmitter submitter)
    {
        var (asked, _) = await Bodies.ReadDocumentAsync(context.Request, StrictJson.SubmitRequest, context.RequestAborted);
        return await submitter.ValidateAsync(asked, Caller.Of(context), context.RequestAborted);
    }

    static async Task<JobPage> ListAsync(
        HttpContext context, IJobStore store, JobViews views, int limit = Page.DefaultLimit, string? cursor = null, string? state = null, string? tenant = null)
    {
        var page = Page.Of(limit, cursor, Limits.JobsListed);
        var query = new JobQuery(page.Limit, page.Before, Caller.Of(context).Scope ?? TenantOf(tenant), StateOf(state));
        return await views.OfAsync(await store.ListAsync(query, context.RequestAborted), page, context.RequestAborted);
    }

    static async Task<JobView> ShowAsync(HttpContext context, string id, JobFinder finder, JobViews views) =>
        await views.OfAsync(await finder.FindAsync(context, id), context.RequestAborted);

    static async Task FollowAsync(HttpContext context, string id, JobFinder finder, JobEventStream stream) =>
        await stream.WriteAsync(context, await finder.FindAsync(context, id));

    /// <summary>Files may go while they are looked at: then the job has gone, or is about to.</summary>
    static async Task<IResult> AnswerAsync(HttpContext context, string id, JobFinder finder, Func<JobRecord, CancellationToken, Task<IResult>> answer)
    {
        var job = await finder.FindAsync(context, id);
        try
        {
            return await answer(job, context.RequestAborted);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ProblemException(ProblemKinds.JobGone, $"The files of job {id} are being deleted.");
        }
    }

    static async Task<IResult> CancelAsync(HttpContext context, string id, JobFinder finder, IJobStore store, JobViews views)
    {
        var job = await finder.FindAsync(context, id);
        return await store.CancelAsync(job.Id, Caller.Of(context).Actor, context.RequestAborted)
            ? await AcceptedAsync(context, id, finder, views)
            : throw new ProblemException(ProblemKinds.JobEnded, $"Job {id} has ended.");
    }

    static async Task<IResult> RetryAsync(HttpContext context, string id, JobFinder finder, IJobStore store, JobViews views, ServerOptions options)
    {
        var asked = context.Request.ContentLength is null or 0 && context.Request.ContentType is null
            ? new()
            : (await Bodies.ReadAsync(context.Request, StrictJson.RetryRequest, context.RequestAborted)).Content;
        var job = await finder.FindAsync(context, id);
        Check(await store.RetryAsync(job.Id, asked.From is RetryFrom.Start, options.Quota, Caller.Of(context).Actor, context.RequestAborted), id);
        return await AcceptedAsync(context, id, finder, views);
    }

    static async Task<IResult> DeleteAsync(HttpContext context, string id, JobFinder finder, IJobStore store, JobFiles files)
    {
        var job = await finder.FindAsync(context, id);
        Check(await store.DeleteAsync(job.Id, Caller.Of(context).Actor, context.RequestAborted), id);
        files.Delete(job.Id);
        return Results.NoContent();
    }

    static async Task<IResult> AcceptedAsync(HttpContext context, string id, JobFinder finder, JobViews views) =>
        Results.Accepted($"/v1/jobs/{id}", await views.OfAsync(await finder.FindAsync(context, id), context.RequestAborted));

    static void Check(JobChange change, string id)
    {
        if (change is not JobChange.Made)
        {
            throw change switch
            {
                JobChange.NotEnded => new ProblemException(ProblemKinds.JobNotEnded, $"Job {id} has not ended."),
                JobChange.AlreadyDone => new ProblemException(ProblemKinds.JobEnded, $"Job {id} is done."),
                _ => new ProblemException(ProblemKinds.JobGone, $"Job {id} was deleted."), // it was there a moment ago
            };
        }
    }

    static string? TenantOf(string? tenant) => tenant is null || (tenant.Length is > 0 and <= Limits.TenantCharacters && tenant.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
        ? tenant
        : throw new ProblemException(ProblemKinds.Malformed, $"A tenant's name has 1 to {Limits.TenantCharacters} of a-z, 0-9 and '-'.");

    static JobState? StateOf(string? state) => state is null
        ? null
        : Enum.TryParse<JobState>(state, ignoreCase: true, out var found) && state.All(char.IsAsciiLetter)
            ? found
            : throw new ProblemException(ProblemKinds.Malformed, $"There is no such state: use {string.Join(", ", Enum.GetNames<JobState>()).ToLowerInvariant()}.");
}
