using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Tessera.Cluster;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Client;

/// <summary>The events of a job, each once and in order, whatever becomes of connections and of the server: it goes on after the last one that came.</summary>
sealed class EventFeed(ServerCalls calls, ClientOptions options, TimeProvider time, Random random)
{
    /// <summary>Follows a job until its log ends.</summary>
    /// <param name="id">The job.</param>
    /// <param name="after">The sequence of the last event that is known; 0 for none.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ServerProblemException">The server refuses.</exception>
    /// <exception cref="ServerException">It answers with what it should not.</exception>
    public async IAsyncEnumerable<JobEventView> ReadAsync(JobId id, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (last, gaps, failures) = (after, 0, 0);
        while (true)
        {
            var wait = TimeSpan.Zero;
            await using (var connection = new Connection(calls, time, id, last))
            {
                while (true)
                {
                    JobEventView? next;
                    try
                    {
                        next = await connection.NextAsync(cancel);
                    }
                    catch (ServerUnavailableException e)
                    {
                        wait = e.RetryAfter;
                        calls.OnTrouble(e.Message);
                        break;
                    }

                    if (next is null || next.Sequence > last + 1)
                    {
                        gaps += next is null ? 0 : 1;
                        break;
                    }

                    if (next.Sequence == last + 1)
                    {
                        (last, gaps, failures) = (next.Sequence, 0, 0);
                        yield return next;
                    }
                }

                if (connection.IsOver)
                {
                    yield break;
                }
            }

            if (gaps > ClientLimits.Gaps)
            {
                throw new ServerException($"the server leaves out what happened after event {last}");
            }

            await Task.Delay(Backoff.After(failures++, wait, options.MostWait, random), time, cancel);
        }
    }

    /// <summary>One connection, which is made when the first event is asked for.</summary>
    sealed class Connection(ServerCalls calls, TimeProvider time, JobId id, long after) : IAsyncDisposable
    {
        HttpResponseMessage? _response;
        IAsyncEnumerator<SseItem<JobEventView>>? _items;

        /// <summary>Whether the server has said that there is nothing more.</summary>
        public bool IsOver { get; private set; }

        /// <returns>Null where the connection ends.</returns>
        /// <exception cref="ServerUnavailableException">It broke.</exception>
        public async Task<JobEventView?> NextAsync(CancellationToken cancel)
        {
            if (_response is null)
            {
                _response = await calls.OpenAsync(Request(), cancel);
                IsOver = _response.StatusCode is HttpStatusCode.NoContent;
                if (!IsOver)
                {
                    Answers.Expect(_response, "text/event-stream");
                    _items = SseParser.Create(new EventBytes(await _response.Content.ReadAsStreamAsync(cancel), time), Parse).EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
                }
            }

            return _items is not null && await calls.GuardAsync(async () => await _items.MoveNextAsync(), cancel) ? Checked(_items.Current) : null;
        }

        public async ValueTask DisposeAsync()
        {
            await (_items?.DisposeAsync() ?? ValueTask.CompletedTask);
            _response?.Dispose();
        }

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"v1/jobs/{id}/events");
            request.Headers.Accept.Add(new("text/event-stream"));
            if (after > 0)
            {
                request.Headers.Add("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
            }

            return request;
        }

        static JobEventView Parse(string kind, ReadOnlySpan<byte> data) => Answers.Parse<JobEventView>(data);

        static JobEventView Checked(SseItem<JobEventView> item) => item.EventId is { } name && name != item.Data.Sequence.ToString(CultureInfo.InvariantCulture)
            ? throw new ServerException($"the server gives event {item.Data.Sequence} the name {name}")
            : item.Data;
    }
}
