using System.Collections.Concurrent;
using System.Globalization;
using Tessera.Tiling.Machines;
using Xunit.Abstractions;

namespace Simulation;

public sealed class SeedTests(ITestOutputHelper output)
{
    const int FixedSeeds = 5000;
    const int SeedsForABug = 500;

    static readonly ParallelOptions OnAllCores = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>
    /// SIMULATION_FROM and SIMULATION_COUNT choose other seeds than the fixed ones; of a single one the whole story is told.
    /// </summary>
    [Fact]
    public void Every_job_ends_with_the_right_picture_whatever_happens()
    {
        var (from, count) = (Setting("SIMULATION_FROM", 0), Setting("SIMULATION_COUNT", FixedSeeds));
        var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var failures = new ConcurrentBag<(int Seed, string Message)>();
        Parallel.For(from, from + count, OnAllCores, seed =>
        {
            var world = new World(seed, isLogged: count == 1);
            try
            {
                var outcome = world.Run().Outcome;
                outcomes.AddOrUpdate($"{outcome} {(world.Scenario.Poison is null ? "sound" : "poisoned")}", 1, (_, others) => others + 1);
            }
            catch (Exception e)
            {
                failures.Add((seed, e is Violation ? e.Message : e.ToString()));
            }

            if (count == 1)
            {
                output.WriteLine(world.Log);
            }
        });

        output.WriteLine(string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}")));
        failures.OrderBy(failure => failure.Seed).Take(10).Select(failure =>
            $"{failure.Message}: SIMULATION_FROM={failure.Seed} SIMULATION_COUNT=1 bash deploy/test Simulation --filter Every_job").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PlantedBug.StoreIgnoresEpochs)]
    [InlineData(PlantedBug.BeforeDurable)]
    [InlineData(PlantedBug.AppliedTwice)]
    [InlineData(PlantedBug.TileMissing)]
    [InlineData(PlantedBug.ZombieLeader)]
    public void Planted_bug_is_found(PlantedBug bug)
    {
        for (var seed = 0; seed < SeedsForABug; seed++)
        {
            try
            {
                new World(seed, bug).Run();
            }
            catch (Violation violation)
            {
                output.WriteLine($"{bug} is found by seed {seed}: {violation.Message}");
                return;
            }
        }

        Assert.Fail($"{bug} was not found in {SeedsForABug} seeds");
    }

    [Fact]
    public void Undisturbed_jobs_end_done_without_a_second_ownership_of_a_stage_and_leave_no_block_behind()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var world = new World(seed, isDisturbed: false);
            var row = world.Run();

            (row.Outcome, row.Epoch.Value).ShouldBe((JobOutcome.Done, world.Scenario.Plan.Stages.Length), $"seed {seed}");
            world.Blocks.Alive.ShouldBe(0);
        }
    }

    [Fact]
    public void Faults_put_every_defence_to_the_test()
    {
        var coverage = new Coverage();
        Parallel.For(0, 300, OnAllCores, seed =>
        {
            var world = new World(seed, isLogged: true);
            world.Run();
            coverage.Add(world.Log);
        });

        output.WriteLine(coverage.ToString());
        coverage.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void Seed_replays_identically()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (first, second) = (new World(seed), new World(seed, isLogged: true));
            (first.Run(), second.Run()).Item2.Revision.ShouldBe(first.Store.Row.Revision);
            (second.Fingerprint, second.Events).ShouldBe((first.Fingerprint, first.Events));
        }
    }

    static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
