using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tessera.Benchmarks;

/// <summary>Has both sides do the same work in turns, one at rest while the other runs.</summary>
/// <param name="peer">The other side.</param>
/// <param name="folder">For the files between the sides.</param>
/// <param name="pairs">Measurements of each side.</param>
sealed class Race(Peer peer, string folder, int pairs)
{
    readonly string _inputs = Path.Combine(folder, "inputs.safetensors");
    readonly string _output = Path.Combine(folder, "output.f32");

    /// <summary>Runs one piece of work: once each to warm up, then the pairs; who goes first changes from pair to pair.</summary>
    public RaceResult Run(Work work)
    {
        work.WriteInputs(_inputs);
        var (ours, theirs, difference) = (new List<double>(), new List<double>(), 0.0);
        for (var pair = 0; pair <= pairs; pair++)
        {
            var first = pair % 2 == 0 ? Ours(work) : Theirs(work);
            var second = pair % 2 == 0 ? Theirs(work) : Ours(work);
            var (our, their) = pair % 2 == 0 ? (first, second) : (second, first);
            var distance = work.Difference(our.Result, their.Result);
            difference = distance <= difference ? difference : distance; // whatever is no number stays
            Report(work, pair, our.Seconds, their.Seconds, distance);
            if (pair > 0)
            {
                ours.Add(our.Seconds);
                theirs.Add(their.Seconds);
            }
        }

        return new RaceResult(work.Name, new Samples(ours), new Samples(theirs), difference);
    }

    static (double Seconds, float[] Result) Ours(Work work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = work.Run();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, result);
    }

    static void Report(Work work, int pair, double ours, double theirs, double distance)
    {
        var turn = pair == 0 ? "warm-up" : string.Create(CultureInfo.InvariantCulture, $"pair {pair}");
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{work.Name}, {turn}: ours {ours:0.000} s, PyTorch {theirs:0.000} s, difference {distance:0.0e+0}"));
    }

    (double Seconds, float[] Result) Theirs(Work work)
    {
        var seconds = peer.Run(work.Request, _inputs, _output);
        return (seconds, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_output)).ToArray());
    }
}
