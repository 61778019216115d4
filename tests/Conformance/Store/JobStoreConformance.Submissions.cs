using Tessera.Cluster;
using Tessera.Tiling.Machines;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <content>Tenants, quotas, and requests that are repeated.</content>
public abstract partial class JobStoreConformance
{
    protected static IdempotencyKey KeyOf(string key, byte fingerprint) => new(key, HashOf(fingerprint));

    protected static Sha256Hash HashOf(byte fill) => new([.. Enumerable.Repeat(fill, Sha256Hash.Length)]);

    /// <summary>Repeats the only job until there are so many.</summary>
    protected virtual async Task FillOpenJobsAsync(int count)
    {
        for (var index = 1; index < count; index++)
        {
            await SubmitAsync(JobOf());
        }
    }

    [Fact]
    public async Task Submitted_job_has_its_tenant_priority_and_cost()
    {
        var plain = JobOf();
        var job = new JobSubmission(JobId.New(), Document) { Tenant = new('z', Limits.TenantCharacters), Priority = 9, Cost = Limits.MostCost };
        (await SubmitAsync(plain)).ShouldBe(new(plain.Id, IsNew: true));
        await SubmitAsync(job);

        var found = await FindAsync(job.Id);
        (found.Tenant, found.Priority, found.Cost, found.Version, found.State).ShouldBe((job.Tenant, 9, Limits.MostCost, 1, JobState.Waiting));
        found = await FindAsync(plain.Id);
        (found.Tenant, found.Priority, found.Cost).ShouldBe(("default", 5, 0));
    }

    [Fact]
    public async Task Submission_out_of_its_ranges_is_refused()
    {
        foreach (var submission in (JobSubmission[])
        [
            JobOf(""), JobOf(new('a', Limits.TenantCharacters + 1)), JobOf("Ann"), JobOf("a b"), JobOf("ä"), JobOf("a_b"), JobOf("a\n"),
            JobOf(priority: -1), JobOf(priority: 10),
            JobOf() with { Cost = -1 }, JobOf() with { Cost = Limits.MostCost + 1 }, JobOf() with { Quota = -1 },
            JobOf() with { Idempotency = KeyOf("", 1) }, JobOf() with { Idempotency = KeyOf("a\tb", 1) }, JobOf() with { Idempotency = KeyOf("é", 1) },
            JobOf() with { Idempotency = KeyOf(new('k', Limits.IdempotencyKeyCharacters + 1), 1) },
        ])
        {
            await Should.ThrowAsync<ArgumentException>(() => SubmitAsync(submission));
        }

        await Should.ThrowAsync<ArgumentException>(() => SubmitAsync(JobOf(), new Actor("A")));
        await Should.ThrowAsync<ArgumentException>(() => SubmitAsync(JobOf(), new Actor("a", "")));
        Should.Throw<ArgumentException>(() => new Sha256Hash(new byte[31])).Message.ShouldContain("31");
        (await Store.ListAsync(new(9), None)).ShouldBeEmpty();
        (await SubmitAsync(JobOf() with { Idempotency = KeyOf(new('~', Limits.IdempotencyKeyCharacters), 1) })).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task Request_that_is_repeated_is_the_same_job_whatever_its_id()
    {
        var request = JobOf() with { Idempotency = KeyOf("key", 1) };
        await SubmitAsync(request);

        (await SubmitAsync(request)).ShouldBe(new(request.Id, IsNew: false)); // its reply was lost
        (await SubmitAsync(request with { Id = JobId.New() })).ShouldBe(new(request.Id, IsNew: false));

        (await Store.ListAsync(new(9), None)).ShouldHaveSingleItem().Id.ShouldBe(request.Id);
        (await FindAsync(request.Id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Key_may_come_with_the_repetition_alone()
    {
        var job = JobOf();
        await SubmitAsync(job);
        (await SubmitAsync(job with { Idempotency = KeyOf("key", 1) })).ShouldBe(new(job.Id, IsNew: false));
        (await SubmitAsync(JobOf() with { Idempotency = KeyOf("key", 1) })).ShouldBe(new(job.Id, IsNew: false));
    }

    [Fact]
    public async Task Key_of_another_request_is_refused_and_nothing_is_changed()
    {
        var request = JobOf() with { Idempotency = KeyOf("key", 1) };
        await SubmitAsync(request);

        var conflict = await Should.ThrowAsync<IdempotencyConflictException>(() => SubmitAsync(JobOf() with { Idempotency = KeyOf("key", 2) }));

        conflict.ShouldBeAssignableTo<StoreRefusalException>();
        (await Store.ListAsync(new(9), None)).ShouldHaveSingleItem().Id.ShouldBe(request.Id);
        (await SubmitAsync(request)).IsNew.ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_are_of_one_tenant()
    {
        var ann = JobOf("ann") with { Idempotency = KeyOf("key", 1) };
        var bob = JobOf("bob") with { Idempotency = KeyOf("key", 2) };
        (await SubmitAsync(ann)).IsNew.ShouldBeTrue();
        (await SubmitAsync(bob)).IsNew.ShouldBeTrue();
        (await SubmitAsync(ann with { Id = JobId.New() })).Id.ShouldBe(ann.Id);
        (await SubmitAsync(bob with { Id = JobId.New() })).Id.ShouldBe(bob.Id);
    }

    [Fact]
    public async Task Key_ends_after_a_day_and_may_be_used_again()
    {
        var first = JobOf() with { Idempotency = KeyOf("key", 1) };
        var second = JobOf() with { Idempotency = KeyOf("key", 2) };
        await SubmitAsync(first);

        await AgeRequestsAsync(Limits.IdempotencyFor - TimeSpan.FromMinutes(5));
        (await SubmitAsync(first with { Id = JobId.New() })).ShouldBe(new(first.Id, IsNew: false));
        await AgeRequestsAsync(TimeSpan.FromMinutes(5));
        (await SubmitAsync(second)).ShouldBe(new(second.Id, IsNew: true));
        (await SubmitAsync(second with { Id = JobId.New() })).Id.ShouldBe(second.Id);
        await Should.ThrowAsync<IdempotencyConflictException>(() => SubmitAsync(first with { Id = JobId.New() }));
    }

    [Fact]
    public async Task Of_requests_at_the_same_time_with_one_key_one_makes_a_job()
    {
        for (var round = 0; round < 3; round++)
        {
            var key = KeyOf($"key {round}", 1);
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SubmitAsync(JobOf() with { Idempotency = key })));

            answers.Count(answer => answer.IsNew).ShouldBe(1);
            answers.Select(answer => answer.Id).Distinct().ShouldHaveSingleItem();
            (await Store.ListAsync(new(99), None)).Count.ShouldBe(round + 1);
        }
    }

    [Fact]
    public async Task Id_of_another_tenant_s_job_is_refused()
    {
        var job = JobOf("ann");
        await SubmitAsync(job);
        (await SubmitAsync(job with { Priority = 1 })).ShouldBe(new(job.Id, IsNew: false));
        await Should.ThrowAsync<ArgumentException>(() => SubmitAsync(job with { Tenant = "bob" }));
        (await FindAsync(job.Id)).Tenant.ShouldBe("ann");
    }

    [Fact]
    public async Task Jobs_of_a_tenant_that_have_not_ended_cost_no_more_than_its_quota()
    {
        await ClaimAsync(Ann, 0);
        var first = JobOf("ann") with { Cost = 60, Quota = 100 };
        await SubmitAsync(first);
        var refused = JobOf("ann") with { Cost = 41, Quota = 100, Idempotency = KeyOf("key", 1) };

        var exceeded = await Should.ThrowAsync<QuotaExceededException>(() => SubmitAsync(refused));
        (exceeded.Quota, exceeded.Outstanding, exceeded.Cost).ShouldBe((100, 60, 41));
        (await SubmitAsync(JobOf("bob") with { Cost = 100, Quota = 100 })).IsNew.ShouldBeTrue();
        (await SubmitAsync(JobOf("ann") with { Cost = 40, Quota = 100 })).IsNew.ShouldBeTrue();
        (await SubmitAsync(first)).IsNew.ShouldBeFalse();
        await Should.ThrowAsync<QuotaExceededException>(() => SubmitAsync(JobOf("ann") with { Cost = 0, Quota = 99 }));

        await BeginAsync(first.Id);
        await Should.ThrowAsync<QuotaExceededException>(() => SubmitAsync(refused));
        await EndAsync(first.Id);
        (await SubmitAsync(refused)).ShouldBe(new(refused.Id, IsNew: true)); // what was refused has not used up its key
        (await SubmitAsync(JobOf("ann") with { Cost = Limits.MostCost })).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task Tenant_has_a_largest_number_of_open_jobs()
    {
        var (id, _) = await LeadAsync();
        await FillOpenJobsAsync(Limits.JobsOpen);

        (await Should.ThrowAsync<StoreFullException>(() => SubmitAsync(JobOf()))).Most.ShouldBe(Limits.JobsOpen);
        await SubmitAsync(JobOf("other"));
        (await Store.NextAsync(None))!.Id.ShouldBe(id);
        await EndAsync(id, JobOutcome.Failed);
        await SubmitAsync(JobOf());
        await Should.ThrowAsync<StoreFullException>(() => Store.RetryAsync(id, false, null, null, None));
    }

    [Fact]
    public async Task Submissions_at_the_same_time_do_not_exceed_a_quota_together()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                return (await SubmitAsync(JobOf() with { Cost = 3, Quota = 16 })).IsNew;
            }
            catch (QuotaExceededException)
            {
                return false;
            }
        }));

        answers.Count(isNew => isNew).ShouldBe(5);
        (await Store.ListAsync(new(99), None)).Count.ShouldBe(5);
    }
}
