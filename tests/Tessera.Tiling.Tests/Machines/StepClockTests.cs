using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class StepClockTests
{
    [Fact]
    public void First_step_has_a_generous_deadline() => new StepClock().Deadline.ShouldBe(MachineLimits.StartWithin);

    [Fact]
    public void Deadline_follows_the_usual_time_and_a_few_slow_steps_do_not_move_it()
    {
        var clock = Run(new StepClock(), from: 0, [.. Enumerable.Range(0, 20).Select(step => step is 7 or 13 ? 60.0 : 5)]);

        clock.Deadline.ShouldBe(TimeSpan.FromSeconds(5 * MachineLimits.StepFactor));
        clock.IsOverdue(TimeSpan.FromSeconds(210 + 20), clock.Deadline).ShouldBeFalse();
        clock.IsOverdue(TimeSpan.FromSeconds(210 + 21), clock.Deadline).ShouldBeTrue();
    }

    [Fact]
    public void Quick_steps_have_the_shortest_deadline() =>
        Run(new StepClock(), from: 0, [0.1, 0.1, 0.1]).Deadline.ShouldBe(MachineLimits.StepFloor);

    [Fact]
    public void Only_the_last_steps_are_remembered()
    {
        var slow = Enumerable.Repeat(100.0, MachineLimits.StepsRemembered);
        var quick = Enumerable.Repeat(10.0, MachineLimits.StepsRemembered);

        Run(new StepClock(), from: 0, [.. slow, .. quick]).Deadline.ShouldBe(TimeSpan.FromSeconds(10 * MachineLimits.StepFactor));
    }

    [Fact]
    public void Steps_made_again_and_steps_seen_together_count_by_their_time()
    {
        var clock = new StepClock().Restart(3, TimeSpan.FromSeconds(100));
        clock.Pass(3, TimeSpan.FromSeconds(109)).ShouldBe(clock);

        clock.Pass(5, TimeSpan.FromSeconds(110)).Deadline.ShouldBe(TimeSpan.FromSeconds(5 * MachineLimits.StepFactor));
    }

    static StepClock Run(StepClock clock, int from, double[] seconds)
    {
        var now = TimeSpan.Zero;
        return seconds.Index().Aggregate(clock, (running, step) => running.Pass(from + step.Index + 1, now += TimeSpan.FromSeconds(step.Item)));
    }
}
