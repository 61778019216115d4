using Tessera.Cluster;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <content>Whose turn it is.</content>
public abstract partial class JobStoreConformance
{
    [Fact]
    public async Task Tenants_take_turns()
    {
        await ClaimAsync(Ann, 0);
        JobId[] ids = [await SubmitAsync("c"), await SubmitAsync("c"), await SubmitAsync("c"), await SubmitAsync("a"), await SubmitAsync("a"), await SubmitAsync("b")];
        JobId[] order = [ids[0], ids[3], ids[5], ids[1], ids[4], ids[2]];

        (await QueueAsync()).ShouldBe(order);
        (await ServeAsync()).ShouldBe(order);
        JobId[] later = [await SubmitAsync("c"), await SubmitAsync("b"), await SubmitAsync("a"), await SubmitAsync("new")];
        (await QueueAsync()).ShouldBe([later[3], later[1], later[2], later[0]]); // b was served before a, and c last
        (await ServeAsync()).ShouldBe([later[3], later[1], later[2], later[0]]);
    }

    [Fact]
    public async Task Higher_priorities_of_a_tenant_go_first_and_do_not_count_between_tenants()
    {
        await ClaimAsync(Ann, 0);
        var low = await SubmitAsync("a", 0);
        var high = await SubmitAsync("b", 9);
        var first = await SubmitAsync("a", 7);
        var second = await SubmitAsync("a", 7);
        var queue = await Store.QueueAsync(9, None);

        queue.ShouldBe([new(1, first, "a", 7, 0), new(2, high, "b", 9, 0), new(3, second, "a", 7, 0), new(4, low, "a", 0, 0)]);
        (await Store.QueueAsync(2, None)).ShouldBe(queue.Take(2));
        (await ServeAsync()).ShouldBe(queue.Select(job => job.Id));
    }

    [Fact]
    public async Task Queue_has_the_jobs_that_wait_alone()
    {
        (await Store.QueueAsync(1, None)).ShouldBeEmpty();
        var (running, _) = await LeadAsync();
        var ended = await SubmitAsync("ann");
        var waiting = await SubmitAsync("ann");
        var behind = await SubmitAsync("default");
        await EndAsync(ended);
        await BeginAsync(running);

        (await QueueAsync()).ShouldBe([waiting, behind]);
        (await Store.NextAsync(None))!.Id.ShouldBe(running);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.QueueAsync(0, None));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.QueueAsync(Limits.JobsListed + 1, None));
    }

    [Fact]
    public async Task Tenant_that_deletes_its_jobs_is_served_no_sooner()
    {
        var (served, _) = await LeadAsync();
        var waiting = await SubmitAsync("default");
        var other = await SubmitAsync("other");
        await EndAsync(served);
        (await Store.DeleteAsync(served, null, None)).ShouldBe(JobChange.Made);

        (await QueueAsync()).ShouldBe([other, waiting]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Jobs_are_begun_in_the_order_of_the_queue_and_as_the_rules_say(int seed)
    {
        await ClaimAsync(Ann, 0);
        var random = new Random(seed);
        var (waiting, served) = (new List<(JobId Id, string Tenant, int Priority, int Number)>(), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var step = 1; step <= 40; step++)
        {
            if (random.Next(5) > 1)
            {
                var (tenant, priority) = (((char)('a' + random.Next(4))).ToString(), random.Next(3));
                waiting.Add((await SubmitAsync(tenant, priority), tenant, priority, step));
                continue;
            }

            var next = waiting.Count == 0 ? default : waiting.GroupBy(job => job.Tenant, StringComparer.Ordinal)
                .OrderBy(jobs => served.GetValueOrDefault(jobs.Key)).ThenBy(jobs => jobs.Min(job => job.Number)).First()
                .OrderByDescending(job => job.Priority).ThenBy(job => job.Number).First();
            (await ServeOneAsync()).ShouldBe(waiting.Count == 0 ? null : next.Id);
            if (waiting.Remove(next))
            {
                served[next.Tenant] = step;
            }
        }

        var queue = await QueueAsync();
        queue.Count.ShouldBe(waiting.Count);
        (await ServeAsync()).ShouldBe(queue);
    }

    async Task<IReadOnlyList<JobId>> QueueAsync()
    {
        var queue = await Store.QueueAsync(Limits.JobsListed, None);
        queue.Select(job => job.Position).ShouldBe(Enumerable.Range(1, queue.Count));
        return [.. queue.Select(job => job.Id)];
    }

    /// <summary>Begins and ends the job that is next.</summary>
    async Task<JobId?> ServeOneAsync()
    {
        if (await Store.NextAsync(None) is not { } next)
        {
            return null;
        }

        await BeginAsync(next.Id);
        await EndAsync(next.Id);
        return next.Id;
    }

    /// <summary>Begins and ends all jobs.</summary>
    async Task<IReadOnlyList<JobId>> ServeAsync()
    {
        var served = new List<JobId>();
        while (await ServeOneAsync() is { } id)
        {
            served.Add(id);
        }

        return served;
    }
}
