using Tessera.Tiling.Machines;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <content>Claims.</content>
public abstract partial class JobStoreConformance
{
    static readonly LeaseEvent Refused = new LeaseEvent.Refused();

    static LeaseEvent Granted(long term) => new LeaseEvent.Granted(term);

    [Fact]
    public async Task First_claim_is_granted_in_term_1_and_others_are_refused()
    {
        (await ClaimAsync(Ann, 0)).ShouldBe(Granted(1));
        (await ClaimAsync(Bob, 0)).ShouldBe(Refused);
        (await ClaimAsync(Bob, 1)).ShouldBe(Refused);
        (await ClaimAsync(Ann with { Incarnation = 8 }, 1)).ShouldBe(Refused);
    }

    [Fact]
    public async Task Holder_renews_its_term_while_it_lasts_and_after_it_ended()
    {
        await ClaimAsync(Ann, 0);

        (await ClaimAsync(Ann, 1)).ShouldBe(Granted(1));
        await EndLeaseAsync();
        (await ClaimAsync(Ann, 1)).ShouldBe(Granted(1));
        (await ClaimAsync(Bob, 0)).ShouldBe(Refused);
    }

    [Fact]
    public async Task Holder_that_has_forgotten_its_term_waits_for_its_end()
    {
        await ClaimAsync(Ann, 0);

        (await ClaimAsync(Ann, 0)).ShouldBe(Refused);
        await EndLeaseAsync();
        (await ClaimAsync(Ann, 0)).ShouldBe(Granted(2));
    }

    [Fact]
    public async Task Lease_that_ended_goes_to_whoever_asks_in_a_higher_term()
    {
        await ClaimAsync(Ann, 0);
        await EndLeaseAsync();

        (await ClaimAsync(Bob, 0)).ShouldBe(Granted(2));
        (await ClaimAsync(Ann, 1)).ShouldBe(Refused);
        (await ClaimAsync(Ann, 0)).ShouldBe(Refused);
        await EndLeaseAsync();
        (await ClaimAsync(Ann, 1)).ShouldBe(Granted(3));
        (await ClaimAsync(Bob, 2)).ShouldBe(Refused);
    }

    [Fact]
    public async Task Claim_of_an_older_term_that_comes_late_changes_nothing()
    {
        await ClaimAsync(Ann, 0);
        await EndLeaseAsync();
        await ClaimAsync(Ann, 0);

        (await ClaimAsync(Ann, 1)).ShouldBe(Refused);
        (await ClaimAsync(Ann, 0)).ShouldBe(Refused);
        (await ClaimAsync(Ann, 2)).ShouldBe(Granted(2));
    }

    [Fact]
    public async Task Lease_lasts_as_long_as_was_asked_for()
    {
        (await Store.ClaimAsync(new(Ann, 0), TimeSpan.Zero, None)).ShouldBe(Granted(1));
        (await Store.ClaimAsync(new(Bob, 0), TimeSpan.FromDays(1), None)).ShouldBe(Granted(2));
        await EndLeaseAsync(); // a usual one
        (await ClaimAsync(Bob, 2)).ShouldBe(Granted(2));
    }

    [Fact]
    public async Task Of_claims_at_the_same_time_one_is_granted()
    {
        for (var term = 1L; term <= 3; term++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(index => ClaimAsync(new($"candidate {index}", 1), 0)));

            answers.Count(answer => answer == Granted(term)).ShouldBe(1);
            answers.Count(answer => answer == Refused).ShouldBe(15);
            await EndLeaseAsync();
        }
    }
}
