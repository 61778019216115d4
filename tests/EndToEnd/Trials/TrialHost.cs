using System.Globalization;
using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <summary>Runs trials one after another on a cluster, which is another after one that failed.</summary>
sealed class TrialHost : IAsyncDisposable
{
    Cluster? _cluster;

    public async Task<IReadOnlyList<TrialResult>> RunAsync(Trial trial, int count, int seed)
    {
        var results = new List<TrialResult>();
        for (var i = 0; i < count; i++)
        {
            var result = await RunAsync(trial, seed + i);
            results.Add(result);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trial.Name} {i + 1} of {count} (CHAOS_SEED={seed + i}): {result}"));
        }

        return results;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    async Task<TrialResult> RunAsync(Trial trial, int seed)
    {
        try
        {
            _cluster ??= await Cluster.StartAsync();
            return new(trial.Name, await trial.Run(new(_cluster, trial.Picture, Seeds.Open(seed), isLoose: false)), null);
        }
        catch (Exception e)
        {
            await DisposeAsync();
            _cluster = null;
            return new(trial.Name, null, e is TrialException ? e.Message : e.ToString());
        }
    }
}
