using System.Globalization;
using EndToEnd.Harness;
using EndToEnd.Studies;
using EndToEnd.Studies.Service;

namespace EndToEnd.Trials;

/// <summary>All trials, as often as it takes; a line for each on the way, and a table at the end.</summary>
static class FullTable
{
    static readonly TimeSpan Sleep = TimeSpan.FromSeconds(30);

    static readonly Trial[] Trials =
    [
        new("worker", 20, Picture.Medium, Kills.WorkerAsync),
        new("leader", 10, Picture.Medium, Kills.LeaderAsync),
        new("broker", 5, Picture.Medium, Kills.BrokerAsync),
        new("database", 5, Picture.Medium, Kills.DatabaseAsync),
        new("server", 5, Picture.Medium, Servers.ServerAsync),
        new("everything", 3, Picture.Medium, Kills.EverythingAsync),
        new("sleeping-worker", 3, Picture.Long, scene => Stops.WorkerAsync(scene, Sleep)),
        new("sleeping-leader", 3, Picture.Long, scene => Stops.LeaderAsync(scene, Sleep)),
        new("leaving-worker", 3, Picture.Medium, Stops.LeaveAsync),
        new("stranger", 1, Picture.Medium, Strangers.WorkerAsync),
    ];

    /// <summary>What is not done to one cluster of this host; each gives a table.</summary>
    static readonly Dictionary<string, Func<Task<string>>> Studies = new(StringComparer.Ordinal)
    {
        ["partition"] = Partition.RunAsync,
        ["delays"] = Delays.RunAsync,
        ["memory"] = Memory.RunAsync,
        ["traffic"] = Traffic.RunAsync,
        ["telemetry"] = Telemetry.RunAsync,
        ["service"] = ServiceLoad.RunAsync,
    };

    /// <param name="args">Names, each with =COUNT if not as often as usual; all without any.</param>
    /// <returns>The exit code: 0 when all trials passed, 1 when one failed, 2 for what is not there.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, count) in args.Select(Parse))
        {
            if (count < 0 || (Trials.All(trial => trial.Name != name) && !Studies.ContainsKey(name)))
            {
                await Console.Error.WriteLineAsync($"There is no trial '{name}': use {string.Join(", ", Trials.Select(trial => trial.Name).Concat(Studies.Keys))}, with =COUNT if need be.");
                return 2;
            }

            counts[name] = count;
        }

        var seed = Seeds.Next();
        var results = new List<TrialResult>();
        await using (var host = new TrialHost())
        {
            foreach (var trial in Trials.Where(trial => counts.Count == 0 || counts.ContainsKey(trial.Name)))
            {
                results.AddRange(await host.RunAsync(trial, counts.GetValueOrDefault(trial.Name) is > 0 and var count ? count : trial.Count, seed));
            }
        }

        Console.Out.Write(results.Count == 0 ? "" : TrialResult.Table(results));
        var failed = results.Count(result => result.Finding is null);
        foreach (var (name, study) in Studies.Where(study => counts.Count == 0 || counts.ContainsKey(study.Key)))
        {
            try
            {
                Console.Out.WriteLine(await study());
            }
            catch (Exception e)
            {
                failed++;
                Console.Out.WriteLine($"{name} FAILED: {(e is TrialException ? e.Message : e)}");
            }
        }

        return failed == 0 ? 0 : 1;
    }

    static (string Name, int Count) Parse(string text)
    {
        var parts = text.Split('=');
        return parts switch
        {
            [var name] => (name, 0),
            [var name, var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => (name, number),
            _ => (text, -1),
        };
    }
}
