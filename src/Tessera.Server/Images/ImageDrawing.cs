using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Tessera.Cluster;
using Tessera.Engine.Requests;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.Jobs;
using Tessera.Server.Problems;
using Tessera.Server.Security;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Images;

/// <summary>Submits the jobs of a request, waits for them, and sends their pictures; cancels them when the client goes away.</summary>
sealed class ImageDrawing(IJobStore store, JobSubmitter submitter, JobFiles files, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Pictures of a request.</summary>
    public const int Most = 4;

    /// <summary>Pictures of unfinished stages.</summary>
    public const int MostPartial = 3;

    /// <summary>Characters that are added to a request's key for each of its pictures.</summary>
    public const int KeyRoom = 2;

    const string AutoSize = "1024x1024";

    static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    /// <summary>Answers a request when its pictures are drawn. If that cannot be, its jobs are cancelled, unless somebody may come back to them.</summary>
    /// <param name="context">The request.</param>
    /// <param name="asked">What it asks for.</param>
    /// <param name="key">Names it; null when nobody will repeat it.</param>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="ProblemException">It is refused, or a picture cannot be drawn.</exception>
    public async Task AnswerAsync(HttpContext context, ImageRequest asked, IdempotencyKey? key, Caller caller)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var (jobs, isSent) = (new List<JobRecord>(asked.N), false);
        try
        {
            await SubmitAsync(jobs, asked, key, caller, stop.Token);
            await (asked.Stream ? StreamAsync(context.Response, jobs[0], asked.PartialImages, stop.Token) : AnswerAsync(context.Response, jobs, stop.Token));
            isSent = true;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(ProblemKinds.NotReady, "The server ends. A request with an Idempotency-Key can be repeated at another, and finds its pictures there.");
        }
        finally
        {
            if (!isSent && (key is null || !lifetime.ApplicationStopping.IsCancellationRequested))
            {
                await CancelAsync(jobs, caller);
            }
        }
    }

    async Task SubmitAsync(List<JobRecord> jobs, ImageRequest asked, IdempotencyKey? key, Caller caller, CancellationToken cancel)
    {
        var seed = asked.Seed ?? (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
        for (var i = 0; i < asked.N; i++)
        {
            var request = new PictureRequest { Prompt = asked.Prompt, Size = asked.Size is "auto" ? AutoSize : asked.Size, Seed = (ulong)seed + (ulong)i };
            jobs.Add(await submitter.SubmitAsync(new() { Request = request }, key is null ? null : key with { Key = $"{key.Key}/{i}" }, caller, cancel));
        }
    }

    /// <summary>With one answer, when all are done.</summary>
    async Task AnswerAsync(HttpResponse response, IReadOnlyList<JobRecord> jobs, CancellationToken cancel)
    {
        var done = new List<JobRecord>(jobs.Count);
        foreach (var job in jobs)
        {
            done.Add(await EndAsync(job.Id, waiting: null, cancel));
        }

        response.ContentType = "application/json";
        var writer = new ImageWriter(response);
        await writer.TextAsync($$"""{"created":{{time.GetUtcNow().ToUnixTimeSeconds()}},"output_format":"png","data":[""", cancel);
        foreach (var job in done)
        {
            await writer.TextAsync(job == done[0] ? "{\"b64_json\":\"" : ",{\"b64_json\":\"", cancel);
            await writer.FileAsync(files.ResultPath(job)!, cancel);
            await writer.TextAsync("\"}", cancel);
        }

        await writer.TextAsync("]}", cancel);
    }

    /// <summary>With events: the last stages but one as they are drawn, and the picture.</summary>
    async Task StreamAsync(HttpResponse response, JobRecord job, int partial, CancellationToken cancel)
    {
        EventStreams.Begin(response);
        await response.Body.FlushAsync(cancel);
        var (writer, stages) = (new ImageWriter(response), PictureDocument.Parse(job.Document).Stages);
        for (var (stage, index) = (Math.Max(0, stages.Count - 1 - partial), 0); stage < stages.Count - 1; stage++, index++)
        {
            if (await ReachAsync(job.Id, stage, response, cancel) is null or { Row.Outcome: not (null or JobOutcome.Done) })
            {
                break;
            }

            await writer.EventAsync("image_generation.partial_image", $"\"partial_image_index\":{index},", stages[stage].Size, time, files.StagePath(job, stage), cancel);
        }

        JobRecord done;
        try
        {
            done = await EndAsync(job.Id, response, cancel);
        }
        catch (ProblemException e)
        {
            await writer.FailureAsync(e, cancel);
            return;
        }

        await writer.EventAsync("image_generation.completed", "", stages[^1].Size, time, files.ResultPath(done)!, cancel);
    }

    /// <summary>Waits until a job is done.</summary>
    /// <exception cref="ProblemException">It ended in another way.</exception>
    async Task<JobRecord> EndAsync(JobId id, HttpResponse? waiting, CancellationToken cancel)
    {
        var job = await ReachAsync(id, int.MaxValue, waiting, cancel);
        return job is { Row.Outcome: JobOutcome.Done }
            ? job
            : throw new ProblemException(ProblemKinds.NotDrawable, $"Job {id} is {job?.State.ToString().ToLowerInvariant() ?? "deleted"}. {job?.Row.Reason}".TrimEnd());
    }

    /// <summary>Waits until a stage is drawn, or the job has ended.</summary>
    /// <param name="id">The job.</param>
    /// <param name="stage">The stage, from 0.</param>
    /// <param name="waiting">A stream of events that is kept alive meanwhile; null for none.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Null when the job was deleted.</returns>
    async Task<JobRecord?> ReachAsync(JobId id, int stage, HttpResponse? waiting, CancellationToken cancel)
    {
        for (var said = time.GetTimestamp(); ;)
        {
            try
            {
                var job = await store.FindAsync(id, tenant: null, cancel);
                if (job is null or { Row.Outcome: not null } || job.Row.Stage > stage)
                {
                    return job;
                }
            }
            catch (StoreUnavailableException)
            {
                // The job goes on, or will.
            }

            if (waiting is not null && time.GetElapsedTime(said) >= EventStreams.KeepAlive)
            {
                said = time.GetTimestamp();
                await EventStreams.SayAsync(waiting, cancel);
            }

            await Task.Delay(Poll, time, cancel);
        }
    }

    async Task CancelAsync(IEnumerable<JobRecord> jobs, Caller caller)
    {
        foreach (var job in jobs)
        {
            try
            {
                await store.CancelAsync(job.Id, caller.Actor, CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                // It is drawn for nobody, and retention will see to it.
            }
        }
    }
}
