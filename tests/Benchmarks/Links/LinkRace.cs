using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tessera.Benchmarks;

/// <summary>Has a bare socket, links, and links with TLS carry the same bytes in turns.</summary>
static class LinkRace
{
    const long Bytes = 1L << 30;
    const double Bar = 0.70;

    static readonly int[] Sizes = [64 * 1024, 256 * 1024];

    /// <summary>Runs all, prints the table, and gives the exit code.</summary>
    public static async Task<int> RunAsync(int pairs)
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"| GiB/s: median (least-most) of {pairs} | bare socket | links | ratio | links, TLS 1.3 | ratio |");
        table.AppendLine("|---|---|---|---|---|---|");
        var isEnough = true;
        foreach (var size in Sizes)
        {
            var (bare, plain, tls) = await RunAsync(size, pairs);
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"| blocks of {size / 1024} KiB | {bare} | {plain} | {plain.Median / bare.Median:0.00} | {tls} | {tls.Median / bare.Median:0.00} |");
            isEnough &= plain.Median / bare.Median >= Bar;
        }

        table.AppendLine().Append(CultureInfo.InvariantCulture, $"{ResultTable.Machine()}, loopback, both ends in one process, CRC-32C at both ends, in turns.");
        Console.WriteLine(table);
        return isEnough ? 0 : 1;
    }

    static async Task<(Samples Bare, Samples Plain, Samples Tls)> RunAsync(int size, int pairs)
    {
        await using var plainLinks = await LinkPair.OpenAsync(size, hasTls: false);
        await using var tlsLinks = await LinkPair.OpenAsync(size, hasTls: true);
        using var socket = BareSocket.Open(size);
        var (bare, plain, tls) = (new List<double>(), new List<double>(), new List<double>());
        var count = (int)(Bytes / size);
        for (var pair = 0; pair <= pairs; pair++)
        {
            var first = await RateAsync(() => socket.CarryAsync(count));
            var second = await RateAsync(() => plainLinks.CarryAsync(count));
            var third = await RateAsync(() => tlsLinks.CarryAsync(count));
            Console.Error.WriteLine($"{size / 1024} KiB, {(pair == 0 ? "warm-up" : $"pair {pair}")}: bare {first}, links {second}, TLS {third}");
            if (pair > 0)
            {
                bare.Add(first.Rate);
                plain.Add(second.Rate);
                tls.Add(third.Rate);
            }
        }

        return (new(bare), new(plain), new(tls));
    }

    static async Task<Run> RateAsync(Func<Task> carry)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await carry();
        return new(Bytes / Stopwatch.GetElapsedTime(start).TotalSeconds / (1L << 30), (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    /// <summary>GiB per second, and the processor's seconds for all of it: those say more on a machine that does other things as well.</summary>
    readonly record struct Run(double Rate, double Cpu)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rate:0.00} GiB/s in {Cpu:0.00} s of processor");
    }
}
