using System.Globalization;
using System.Text.Json;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;
using static Tessera.Cli.Client.ApiRequests;

namespace Tessera.Cli.Client;

/// <summary>
/// What a server can be asked. Every call may throw <see cref="ServerException"/>: the server cannot be reached, refuses, or answers with what it should not.
/// </summary>
sealed class TesseraClient(ClientOptions options, TimeProvider time, Random random) : IDisposable
{
    readonly ServerCalls _calls = new(options, time, random);

    /// <summary>Is told in one line why a request is repeated.</summary>
    public Action<string> OnTrouble
    {
        set => _calls.OnTrouble = value;
    }

    /// <summary>Submits a job.</summary>
    /// <param name="document">The job.</param>
    /// <param name="key">Names this submission: however often it is repeated, there is one job.</param>
    /// <param name="cancel">Stops asking.</param>
    public Task<JobView> SubmitAsync(SubmitDocument document, string key, CancellationToken cancel) => _calls.AskAsync(
        () =>
        {
            var request = Post("v1/jobs", document);
            request.Headers.Add("Idempotency-Key", key);
            return request;
        },
        Answers.ReadAsync<JobView>,
        cancel);

    /// <summary>Asks what would become of a job.</summary>
    public Task<Validation> ValidateAsync(SubmitDocument document, CancellationToken cancel) =>
        _calls.AskAsync(() => Post("v1/jobs:validate", document), Answers.ReadAsync<Validation>, cancel);

    /// <summary>Lists jobs, those submitted last first.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="state">Only those that stand there; null for all.</param>
    /// <param name="cancel">Stops asking.</param>
    public async Task<IReadOnlyList<JobView>> ListAsync(int most, JobState? state, CancellationToken cancel)
    {
        var (jobs, filter) = (new List<JobView>(), state is { } asked ? "&state=" + EnumText.Of(asked) : "");
        var from = "";
        while (true)
        {
            var count = Math.Min(most - jobs.Count, ClientLimits.PageJobs).ToString(CultureInfo.InvariantCulture);
            var path = $"v1/jobs?limit={count}{filter}{from}";
            var page = await _calls.AskAsync(() => Get(path), Answers.ReadAsync<JobPage>, cancel);
            jobs.AddRange(page.Jobs.Take(most - jobs.Count));
            if (page.Next is not { } next || page.Jobs.Count == 0 || jobs.Count == most)
            {
                return jobs;
            }

            from = "&cursor=" + Uri.EscapeDataString(next);
        }
    }

    /// <summary>A job as it stands.</summary>
    public Task<JobView> FindAsync(JobId id, CancellationToken cancel) => _calls.AskAsync(() => Get($"v1/jobs/{id}"), Answers.ReadAsync<JobView>, cancel);

    /// <summary>What happens to a job; see <see cref="EventFeed.ReadAsync"/>.</summary>
    public IAsyncEnumerable<JobEventView> EventsAsync(JobId id, long after, CancellationToken cancel) => new EventFeed(_calls, options, time, random).ReadAsync(id, after, cancel);

    /// <summary>Asks for a job's end.</summary>
    public async Task<JobView> CancelAsync(JobId id, CancellationToken cancel)
    {
        try
        {
            return await _calls.AskAsync(() => Post($"v1/jobs/{id}/cancel"), Answers.ReadAsync<JobView>, cancel);
        }
        catch (ServerProblemException e) when (e.IsRepeated && e.Is(ProblemKinds.JobEnded))
        {
            return await FindAsync(id, cancel) is { State: JobState.Cancelled } job ? job : throw new ServerException(e.Message, e);
        }
    }

    /// <summary>Has a job tried again.</summary>
    public async Task<JobView> RetryAsync(JobId id, RetryFrom from, CancellationToken cancel)
    {
        try
        {
            var document = new SubmitDocument(JsonSerializer.SerializeToUtf8Bytes(new(from), ApiJson.Default.RetryRequest), Json);
            return await _calls.AskAsync(() => Post($"v1/jobs/{id}/retry", document), Answers.ReadAsync<JobView>, cancel);
        }
        catch (ServerProblemException e) when (e.IsRepeated && e.Is(ProblemKinds.JobNotEnded))
        {
            return await FindAsync(id, cancel);
        }
    }

    /// <summary>Deletes a job that has ended, and its files.</summary>
    public async Task DeleteAsync(JobId id, CancellationToken cancel)
    {
        try
        {
            await _calls.AskAsync(() => new(HttpMethod.Delete, $"v1/jobs/{id}"), NothingAsync, cancel);
        }
        catch (ServerProblemException e) when (e.IsRepeated && e.Is(ProblemKinds.JobGone))
        {
            // By the try whose answer was lost.
        }
    }

    /// <summary>Writes a job's picture to a file, once all of it is there; see <see cref="Download"/>.</summary>
    public Task DownloadResultAsync(JobId id, string file, CancellationToken cancel) => new Download(_calls, options, time, random).RunAsync($"v1/jobs/{id}/result", file, cancel);

    /// <summary>Writes what there is of a job's picture, scaled down, to a file.</summary>
    public Task DownloadPreviewAsync(JobId id, string file, CancellationToken cancel) => new Download(_calls, options, time, random).RunAsync($"v1/jobs/{id}/preview", file, cancel);

    /// <summary>What was done for a job.</summary>
    public Task<JobReport> ReportAsync(JobId id, CancellationToken cancel) => _calls.AskAsync(() => Get($"v1/jobs/{id}/report"), ReportAsync, cancel);

    /// <summary>The nodes of the cluster.</summary>
    public Task<NodeList> NodesAsync(CancellationToken cancel) =>
        _calls.AskAsync(() => Get("v1/nodes"), Answers.ReadAsync<NodeList>, cancel);

    /// <summary>Gives a node no tiles any more, or tiles again.</summary>
    public Task DrainAsync(string node, bool isDrained, CancellationToken cancel) =>
        _calls.AskAsync(() => Post($"v1/nodes/{Uri.EscapeDataString(node)}/{(isDrained ? "drain" : "undrain")}"), NothingAsync, cancel);

    /// <summary>The jobs that wait.</summary>
    public Task<QueueView> QueueAsync(CancellationToken cancel) =>
        _calls.AskAsync(() => Get("v1/queue"), Answers.ReadAsync<QueueView>, cancel);

    /// <summary>What a request may say.</summary>
    public Task<IReadOnlyList<ParameterView>> ParametersAsync(CancellationToken cancel) =>
        _calls.AskAsync(() => Get("v1/parameters"), Answers.ReadAsync<IReadOnlyList<ParameterView>>, cancel);

    public void Dispose() => _calls.Dispose();

    static async Task<JobReport> ReportAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            return JobReport.Parse(await Answers.BytesAsync(response, cancel));
        }
        catch (InvalidDataException e)
        {
            throw new ServerException(e.Message, e);
        }
    }

    static Task<bool> NothingAsync(HttpResponseMessage response, CancellationToken cancel) => Task.FromResult(true);
}
