using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd.Studies.Service;

/// <summary>Submits jobs one after another, as fast as they are accepted: now and then it loses the answer, or asks twice at once, and has one job all the same.</summary>
sealed class Submitter(HttpClient client, int seed)
{
    const string Body = """{"request":{"prompt":"lake","size":"256x256"}}""";

    readonly ConcurrentQueue<double> _milliseconds = new();

    /// <summary>How long the requests took whose first answer came.</summary>
    public IReadOnlyCollection<double> Milliseconds => _milliseconds;

    /// <summary>Forgets how long requests took so far.</summary>
    public void Forget() => _milliseconds.Clear();

    /// <returns>The ids of the jobs, one for each request.</returns>
    public async Task<IReadOnlyList<string>> SubmitAsync(int round, int count, Action<string> submitted)
    {
        var ids = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            ids.Add(await SubmitAsync($"{seed}-{round}-{i}", i, CancellationToken.None));
            submitted(ids[^1]);
        }

        return ids;
    }

    async Task<string> SubmitAsync(string key, int number, CancellationToken cancel)
    {
        switch (number % 10)
        {
            case 3: // the answer is lost
                await LoseAsync(key, number % 7, cancel);
                break;
            case 6: // twice at once
                var ids = await Task.WhenAll(SubmitAsync(key, cancel), SubmitAsync(key, cancel));
                return ids[0] == ids[1] ? ids[0] : throw new InvalidOperationException("One request made two jobs.");
        }

        var began = TimeProvider.System.GetTimestamp();
        var id = await SubmitAsync(key, cancel);
        _milliseconds.Enqueue(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        return id;
    }

    /// <summary>Goes away a few milliseconds after the request.</summary>
    async Task LoseAsync(string key, int milliseconds, CancellationToken cancel)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        gone.CancelAfter(milliseconds);
        try
        {
            await SubmitAsync(key, gone.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException && !cancel.IsCancellationRequested)
        {
            // That is what is tried.
        }
    }

    async Task<string> SubmitAsync(string key, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = new StringContent(Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!["id"]!.GetValue<string>() : throw new InvalidOperationException($"A job was refused: {text}");
    }
}
