using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.Problems;

namespace Tessera.Server.Jobs;

/// <summary>
/// Sends what happens to a job as server-sent events, each once and in order: its number in the job's log is the event's id, and whoever comes back
/// with the last one he saw misses nothing.
/// </summary>
sealed class JobEventStream(IJobStore store, TimeProvider time, IHostApplicationLifetime lifetime)
{
    const int Most = 100;

    /// <summary>As often as anything can happen: leaders show progress once a second.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    /// <summary>Then the client has to come back, with a key that is still good.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Writes the events after one, until the job has ended, the client has gone or the server ends.</summary>
    public async Task WriteAsync(HttpContext context, JobRecord job)
    {
        var after = AfterOf(context.Request);
        var (response, id) = (context.Response, job.Id);
        ProblemException.Unless(after <= job.Version, ProblemKinds.Malformed, "The Last-Event-ID is of no event that there was.");
        if (job.Row.Outcome is not null && after == job.Version)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        EventStreams.Begin(response);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await response.Body.FlushAsync(stop.Token);
            await SseFormatter.WriteAsync(EventsAsync(id, after, response, stop.Token), response.Body, Format, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client comes back, to this server or to another.
        }
    }

    async IAsyncEnumerable<SseItem<LoggedEvent>> EventsAsync(
        JobId id, long after, HttpResponse response, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var (began, said, hasEnded) = (time.GetTimestamp(), time.GetTimestamp(), false);
        while (time.GetElapsedTime(began) < Longest)
        {
            var events = await NewAsync(id, after, cancel);
            foreach (var happened in events)
            {
                (after, said) = (happened.Sequence, time.GetTimestamp());
                hasEnded = happened.Kind is LoggedEventKind.Ended;
                yield return new(happened, EnumText.Of(happened.Kind)) { EventId = after.ToString(CultureInfo.InvariantCulture) };
            }

            if (events.Count == Most)
            {
                continue;
            }

            if (hasEnded || (time.GetElapsedTime(said) >= EventStreams.KeepAlive && await IsGoneAsync(id, cancel)))
            {
                yield break;
            }

            if (time.GetElapsedTime(said) >= EventStreams.KeepAlive)
            {
                said = time.GetTimestamp();
                await EventStreams.SayAsync(response, cancel);
            }

            await response.Body.FlushAsync(cancel);
            await Task.Delay(Poll, time, cancel);
        }
    }

    /// <summary>A store that is out of reach for a while has no news.</summary>
    async Task<IReadOnlyList<LoggedEvent>> NewAsync(JobId id, long after, CancellationToken cancel)
    {
        try
        {
            return await store.EventsAsync(id, after, Most, cancel);
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }

    async Task<bool> IsGoneAsync(JobId id, CancellationToken cancel)
    {
        try
        {
            return await store.FindAsync(id, tenant: null, cancel) is null;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    static void Format(SseItem<LoggedEvent> item, System.Buffers.IBufferWriter<byte> writer)
    {
        using var json = new Utf8JsonWriter(writer);
        JsonSerializer.Serialize(json, JobViews.Of(item.Data), ApiJson.Default.JobEventView);
    }

    static long AfterOf(HttpRequest request) => request.Headers["Last-Event-ID"] is [{ Length: > 0 } text]
        ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? after
            : throw new ProblemException(ProblemKinds.Malformed, "The Last-Event-ID is none: use the id of the last event that was seen.")
        : 0;
}
