using System.Globalization;
using Tessera.Benchmarks;
using Tessera.Models.Checkpoints;
using Tessera.Models.Safetensors;

if (args is ["links", var pairs])
{
    return int.TryParse(pairs, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 1000 ? await LinkRace.RunAsync(count) : 2;
}

if (BenchmarkOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(BenchmarkOptions.Usage);
    return 2;
}

var folder = Directory.CreateTempSubdirectory("tessera-benchmarks-").FullName;
try
{
    var checkpoint = Checkpoint.Open(options.Model);
    var config = checkpoint.Config;
    using var denoiser = checkpoint.CreateDenoiser("cpu", options.Threads);
    using var decoder = checkpoint.CreateDecoder("cpu", options.Threads);
    using var peer = Peer.Start(options);
    (string Name, Func<string, Work> Make)[] works =
    [
        ("DiT forward, 1 window", name => new DitWork(name, config, denoiser, windows: 1)),
        ("DiT forward, 4 windows", name => new DitWork(name, config, denoiser, windows: 4)),
        ("DiT forward, 16 windows", name => new DitWork(name, config, denoiser, windows: 16)),
        ("decode of 2048x2048", name => new DecodeWork(name, config, decoder, pixels: 2048)),
        ("picture of 1024x1024", name => new PictureWork(name, config, denoiser, decoder, size: "1024x1024")),
    ];
    var race = new Race(peer, folder, options.Pairs);
    var results = works
        .Where(work => work.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
        .Select(work => race.Run(work.Make(work.Name)))
        .ToList();
    Console.WriteLine(ResultTable.Format(results, options, peer.Version));
    return results.TrueForAll(result => result.Agrees) ? 0 : 1;
}
catch (Exception e) when (e is PeerException or InvalidDataException or SafetensorsException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
