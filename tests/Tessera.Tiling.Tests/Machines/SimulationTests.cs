using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class SimulationTests
{
    const int Seeds = 12;

    [Theory]
    [InlineData(CoherenceMode.Isolated, Jobs.Euler)]
    [InlineData(CoherenceMode.Halo, Jobs.Euler)]
    [InlineData(CoherenceMode.Halo, Jobs.Heun)]
    [InlineData(CoherenceMode.Fuse, Jobs.Heun)]
    public void Picture_is_the_same_on_any_number_of_nodes_in_any_order(CoherenceMode mode, int sampler)
    {
        var plan = Jobs.OneStage(mode, sampler);
        var expected = Jobs.Expected(plan);
        foreach (var nodes in (int[])[1, 2, 3, 5])
        {
            for (var seed = 0; seed < Seeds; seed++)
            {
                var simulation = new Simulation(plan, nodes, seed) { Chaos = seed % 2 == 1 }.Run();

                simulation.Ended!.Outcome.ShouldBe(JobOutcome.Done);
                simulation.Digest.ShouldBe(expected, $"nodes {nodes}, seed {seed}");
            }
        }
    }

    [Theory]
    [InlineData(Jobs.Euler)]
    [InlineData(Jobs.Heun)]
    public void Stages_follow_each_other_and_each_is_conditioned_on_the_one_before(int sampler)
    {
        var plan = Jobs.ThreeStages(sampler);
        var expected = Jobs.Expected(plan);
        foreach (var nodes in (int[])[1, 2, 3, 5])
        {
            for (var seed = 0; seed < Seeds; seed++)
            {
                new Simulation(plan, nodes, seed) { Chaos = true }.Run().Digest.ShouldBe(expected, $"nodes {nodes}, seed {seed}");
            }
        }
    }

    [Fact]
    public void Pictures_of_different_jobs_differ()
    {
        ulong[] digests =
        [
            Jobs.Expected(Jobs.OneStage(CoherenceMode.Isolated)),
            Jobs.Expected(Jobs.OneStage(CoherenceMode.Halo)),
            Jobs.Expected(Jobs.OneStage(CoherenceMode.Halo, Jobs.Heun)),
            Jobs.Expected(Jobs.OneStage(CoherenceMode.Halo, steps: 4)),
            Jobs.Expected(Jobs.OneStage(CoherenceMode.Fuse)),
            Jobs.Expected(Jobs.ThreeStages()),
        ];

        digests.ShouldBeUnique();
    }

    [Theory]
    [InlineData(PlantedBug.AppliedTwice)]
    [InlineData(PlantedBug.WrongEvaluation)]
    [InlineData(PlantedBug.ArrivalOrder)]
    public void Planted_bug_gives_another_picture(PlantedBug bug)
    {
        var plan = Jobs.OneStage(steps: 4);
        var expected = Jobs.Expected(plan);

        var found = Enumerable.Range(0, Seeds).Count(seed => new Simulation(plan, 3, seed, bug) { Chaos = true }.Run().Digest != expected);

        found.ShouldBeGreaterThan(Seeds / 2);
    }

    [Fact]
    public void Repeated_and_late_predictions_are_counted_and_nothing_is_counted_without_them()
    {
        var counted = new Simulation(Jobs.OneStage(steps: 6), 3, seed: 1) { Chaos = true }.Run().Counters;
        counted.Duplicate.ShouldBeGreaterThan(0);
        counted.Late.ShouldBeGreaterThan(0);
        counted.TooEarly.ShouldBe(0);

        // A duplicate may come in a later stage.
        Enumerable.Range(0, Seeds).Sum(seed => new Simulation(Jobs.ThreeStages(), 3, seed) { Chaos = true }.Run().Counters.LowerEpoch)
            .ShouldBeGreaterThan(0);

        new Simulation(Jobs.ThreeStages(), 3, seed: 1).Run().Counters.Dropped.ShouldBe(0);
    }

    [Fact]
    public void Exchanged_bytes_follow_from_the_plan_and_are_split_by_placement()
    {
        var plan = Jobs.OneStage(steps: 3);
        var stage = plan.Stages[0];
        var bytes = 3 * sizeof(ulong) * stage.Plan.Tiles.Sum(tile => tile.Neighbours.Sum(neighbour => neighbour.Sent.Volume));

        var alone = new Simulation(plan, 1, seed: 1).Run().Ended!.Exchange;
        (alone.LocalBytes, alone.RemoteBytes).ShouldBe((bytes, 0));

        var split = new Simulation(plan, 3, seed: 1) { Chaos = true }.Run().Ended!.Exchange;
        split.RemoteBytes.ShouldBeGreaterThan(0);
        (split.LocalBytes + split.RemoteBytes).ShouldBe(bytes);
    }

    [Fact]
    public void Isolated_tiles_exchange_nothing()
    {
        var simulation = new Simulation(Jobs.OneStage(CoherenceMode.Isolated), 3, seed: 1).Run();

        simulation.Counters.ShouldBe(default);
    }

    [Fact]
    public void Job_cancelled_before_any_event_ends_and_leaves_nothing_behind()
    {
        var plan = Jobs.ThreeStages();
        var events = new Simulation(plan, 2, seed: 3) { Chaos = true }.Run().Events;
        for (var at = 0; at < events; at++)
        {
            var simulation = new Simulation(plan, 2, seed: 3) { Chaos = true, CancelAt = at }.Run();

            // The last events are stop orders and strays, which come after the job is done.
            simulation.Ended!.Outcome.ShouldBe(simulation.Digest == 0 ? JobOutcome.Cancelled : simulation.Ended.Outcome);
        }
    }

    [Theory]
    [InlineData("Initialise", 1)]
    [InlineData("Evaluate", 3)]
    [InlineData("FuseAndStep", 2)]
    [InlineData("TakeCore", 2)]
    public void Device_call_that_fails_ends_the_job_with_its_message(string name, int time)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var calls = 0;
            var simulation = new Simulation(Jobs.OneStage(), 3, seed, failCall: (node, call) => node == 1 && call == name && ++calls == time).Run();

            simulation.Ended.ShouldNotBeNull();
            (simulation.Ended.Outcome, simulation.Ended.Reason).ShouldBe((JobOutcome.Failed, $"{name} broke"));
        }
    }

    [Fact]
    public void Progress_only_grows_and_ends_complete()
    {
        var shown = new Simulation(Jobs.ThreeStages(Jobs.Heun), 3, seed: 5) { Chaos = true }.Run().Shown;

        foreach (var (before, after) in shown.Zip(shown.Skip(1)))
        {
            after.EvaluationsDone.ShouldBeGreaterThanOrEqualTo(before.EvaluationsDone);
            (after.Stage, after.Phase, after.Step, after.TilesFinished).ShouldBeGreaterThanOrEqualTo((before.Stage, before.Phase, before.Step, before.TilesFinished));
        }

        shown[^1].ShouldBe(new JobProgress(JobPhase.Ended, 2, 3, 2, 2, 12, 12, shown[^1].Evaluations, (1 * 4) + (4 * 6) + (12 * 4)));
        shown[^1].Fraction.ShouldBe(1);
    }
}
