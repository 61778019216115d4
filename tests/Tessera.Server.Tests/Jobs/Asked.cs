using System.Net.Http.Json;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Tests.Jobs;

/// <summary>Requests about jobs.</summary>
static class Asked
{
    public const string Prompt = "lake";

    public static SubmitRequest Job(string size = "64x64", ulong seed = 7, int priority = JobSubmission.DefaultPriority) =>
        new() { Request = new() { Prompt = Prompt, Size = size, Seed = seed, Stages = "none" }, Priority = priority };

    public static Task<HttpResponseMessage> SubmitAsync(this RunningServer server, SubmitRequest? job = null, string? key = null, string? bearer = null) => server.SendAsync(
        HttpMethod.Post,
        "/v1/jobs",
        bearer,
        request =>
        {
            request.Content = JsonContent.Create(job ?? Job(), ApiJson.Default.SubmitRequest);
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            }
        });

    public static async Task<JobView> JobAsync(this HttpResponseMessage answer)
    {
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync(ApiJson.Default.JobView))!;
    }

    public static async Task<JobView> JobAsync(this RunningServer server, string id) => (await server.Client.GetFromJsonAsync($"/v1/jobs/{id}", ApiJson.Default.JobView))!;

    public static async Task<JobPage> ListAsync(this RunningServer server, string query, string bearer) =>
        (await (await server.SendAsync(HttpMethod.Get, "/v1/jobs" + query, bearer)).Content.ReadFromJsonAsync(ApiJson.Default.JobPage))!;

    public static async Task<Validation> ValidateAsync(this RunningServer server, SubmitRequest job)
    {
        var answer = await server.Client.PostAsJsonAsync("/v1/jobs:validate", job, ApiJson.Default.SubmitRequest);
        return (await answer.Content.ReadFromJsonAsync(ApiJson.Default.Validation))!;
    }

    /// <summary>Ends a job as a leader does.</summary>
    public static async Task EndAsync(this RunningServer server, string id, JobOutcome outcome, string? reason = null)
    {
        await server.CommitAsync(id, row => row with { Outcome = outcome, Reason = reason });
    }

    /// <summary>Commits a job's row as a leader does.</summary>
    public static async Task CommitAsync(this RunningServer server, string id, Func<JobRow, JobRow> change)
    {
        JobId.TryParse(id, out var job).ShouldBeTrue();
        var term = await server.LeadAsync();
        var row = (await server.Store.FindAsync(job, tenant: null, CancellationToken.None))!.Row;
        var fence = row.FenceOf(term);
        var outcome = await server.Store.CommitAsync(job, fence, change(row) with { Term = term, Revision = fence.Revision + 1 }, CancellationToken.None);
        outcome.ShouldBe(CommitOutcome.Done);
    }

    /// <summary>Takes the lease.</summary>
    public static async Task<long> LeadAsync(this RunningServer server)
    {
        var claim = await server.Store.ClaimAsync(new(new("leader", 1), 0), TimeSpan.Zero, CancellationToken.None);
        return claim.ShouldBeOfType<LeaseEvent.Granted>().Term;
    }
}
