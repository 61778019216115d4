using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq.Tests;

public sealed class RabbitMqLimitsTests
{
    [Fact]
    public void Broker_that_hangs_is_noticed_before_others_are_suspected_of_it() =>
        (MachineLimits.BeatEvery + RabbitMqLimits.SilentAfter + RabbitMqLimits.CheckEvery + MachineLimits.TickEvery).ShouldBeLessThan(MachineLimits.SuspectAfter);

    [Fact]
    public void Broker_that_lives_answers_several_times_before_it_is_taken_for_silent() =>
        RabbitMqLimits.SilentAfter.ShouldBeGreaterThanOrEqualTo(RabbitMqLimits.AskEvery * 4);

    [Fact]
    public void Nodes_that_find_the_broker_again_last_are_not_taken_for_dead_by_the_first() =>
        (RabbitMqLimits.MostWait + MachineLimits.BeatEvery + TimeSpan.FromSeconds(1)).ShouldBeLessThan(MachineLimits.SuspectAfter + MachineLimits.TickEvery);

    [Fact]
    public void Largest_name_fits_into_the_name_of_a_queue() =>
        (RabbitMqLimits.NameCharacters + ".".Length + $"{long.MaxValue}".Length).ShouldBeLessThan(256);

    [Fact]
    public void Waits_double_up_to_a_bound_and_half_of_each_is_random()
    {
        var random = new Random(3);
        for (var failures = 0; failures < 100; failures++)
        {
            var longest = TimeSpan.FromSeconds(Math.Min(0.25 * Math.Pow(2, failures), 2));
            Backoff.After(failures, random).ShouldBeInRange(longest / 2, longest);
        }

        Enumerable.Range(0, 50).Select(_ => Backoff.After(9, random)).Distinct().Count().ShouldBeGreaterThan(40);
    }
}
