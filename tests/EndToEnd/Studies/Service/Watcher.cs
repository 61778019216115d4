using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;

namespace EndToEnd.Studies.Service;

/// <summary>Follows jobs one after another, and loses its connection now and then.</summary>
sealed class Watcher(HttpClient client, Random random)
{
    const int MostUntilLost = 4;

    static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    /// <summary>Events it has seen.</summary>
    public long Events { get; private set; }

    /// <summary>Follows a job until it has ended.</summary>
    /// <exception cref="InvalidOperationException">An event was missing, or came twice.</exception>
    public async Task FollowAsync(string id, CancellationToken cancel)
    {
        var last = 0L;
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/jobs/{id}/events");
            if (last > 0)
            {
                request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
            }

            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.StatusCode is HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(random.NextDouble() * MostPause, TimeProvider.System, cancel); // those who went away are still counted
                continue;
            }

            answer.EnsureSuccessStatusCode();
            var left = random.Next(1, MostUntilLost);
            await foreach (var happened in SseParser.Create(await answer.Content.ReadAsStreamAsync(cancel)).EnumerateAsync(cancel))
            {
                var number = long.Parse(happened.EventId!, CultureInfo.InvariantCulture);
                if (number != last + 1)
                {
                    throw new InvalidOperationException($"After event {last} of job {id} came {number}.");
                }

                (last, Events) = (number, Events + 1);
                if (happened.EventType is "ended")
                {
                    return;
                }

                if (--left == 0)
                {
                    break;
                }
            }
        }
    }
}
