using System.Globalization;
using System.Text;

namespace Tessera.Benchmarks;

/// <summary>The results as Markdown, with the machine named.</summary>
static class ResultTable
{
    public static string Format(IReadOnlyCollection<RaceResult> results, BenchmarkOptions options, string torch)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| seconds: median (least-most) of {options.Pairs} | Tessera | PyTorch {torch} | times as fast | largest difference |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var result in results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Name} | {result.Ours} | {result.Theirs} | {result.Speedup:0.00} | {result.Difference:0.0e+0} |");
        }

        text.AppendLine().Append(CultureInfo.InvariantCulture, $"{Machine()}, {options.Threads} threads each, float32, in turns.");
        return text.ToString();
    }

    /// <summary>The machine.</summary>
    public static string Machine()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var model = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return string.Create(CultureInfo.InvariantCulture, $"{model ?? "unknown processor"}, {Environment.ProcessorCount} processors");
    }
}
