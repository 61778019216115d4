using System.Globalization;
using System.Text;
using EndToEnd.Harness;
using EndToEnd.Trials;

namespace EndToEnd.Studies;

/// <summary>What processes hold after many small jobs.</summary>
static class Memory
{
    const int Jobs = 700;

    /// <summary>Jobs until everything has been used and compiled.</summary>
    const int WarmUp = 100;

    const double MostGrowth = 0.1;

    static readonly TimeSpan JobWithin = TimeSpan.FromMinutes(4);

    public static async Task<string> RunAsync()
    {
        var hash = await Undisturbed.HashOfAsync(Picture.Tiny);
        await using var cluster = await Cluster.StartAsync();
        var samples = cluster.Running.ToDictionary(node => node, _ => new List<double>());
        for (var i = 0; i < Jobs; i++)
        {
            var job = await cluster.SubmitAsync(Picture.Tiny);
            if (await job.EndAsync(JobWithin) != hash)
            {
                throw new TrialException("the picture is not the undisturbed one");
            }

            foreach (var (node, sizes) in samples)
            {
                sizes.Add(ResidentMegabytes(node.Id));
            }
        }

        var leader = cluster.Leader!.Name;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| process | MB after job 1 | {WarmUp} | {Jobs} | slope since job {WarmUp}, kB a job |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var (node, sizes) in samples.OrderBy(sample => sample.Key.Name, StringComparer.Ordinal))
        {
            var slope = Slope(sizes[WarmUp..]);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {node.Name}{(node.Name == leader ? " (leads)" : "")} | {sizes[0]:0} | {sizes[WarmUp - 1]:0} | {sizes[^1]:0} | {1000 * slope:0.0} |");
            if (slope * (Jobs - WarmUp) > MostGrowth * sizes[WarmUp - 1])
            {
                throw new TrialException($"{node.Name} grows by {1000 * slope:0} kB a job\n{text}");
            }
        }

        return text.ToString();
    }

    static double ResidentMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>Of the line with the least squares.</summary>
    static double Slope(List<double> values)
    {
        var (middle, mean) = ((values.Count - 1) / 2.0, values.Average());
        return values.Select((value, i) => (i - middle) * (value - mean)).Sum() / values.Select((_, i) => (i - middle) * (i - middle)).Sum();
    }
}
