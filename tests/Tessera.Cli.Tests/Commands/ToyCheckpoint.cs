using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Parameters;
using Tessera.Models.Prompts;
using static TorchSharp.torch;

namespace Tessera.Cli.Tests.Commands;

/// <summary>A small checkpoint with random weights, in a folder of its own; deleted with the fixture.</summary>
public sealed class ToyCheckpoint : IDisposable
{
    public ToyCheckpoint()
    {
        Folder = Directory.CreateTempSubdirectory("tessera-toy-").FullName;
        var autoencoder = new AutoencoderConfig
        {
            LatentChannels = 4, Widths = [16, 16, 16], EncoderBlocks = [0, 0, 0], DecoderBlocks = [1, 1, 1], LatentMean = [0, 0.1f, 0, -0.1f], LatentStd = [1, 1, 1.5f, 1],
        };
        var config = new CheckpointConfig
        {
            Name = "toy",
            NativeWindow = 8,
            BaseWindow = 4,
            Autoencoder = autoencoder,
            Dit = new DitConfig { LatentChannels = 4, Width = 32, Depth = 1, Heads = 1, Tags = 3 },
            Sampling = new SamplingConfig { BaseSteps = 3, FinerSteps = 2 },
            Tags = new([new Tag("lake", "water", ["pond"]), new Tag("snow", "season", []), new Tag("dawn", "light", [])]),
        };
        config.Save(Path.Combine(Folder, "config.json"));
        manual_seed(1);
        Save("autoencoder.safetensors", parameters => _ = new Decoder(autoencoder, parameters), 0.05);
        Save("dit.safetensors", parameters => _ = new DitNetwork(config.Dit, parameters), 0.2);
    }

    public string Folder { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    void Save(string name, Action<ParameterSet> create, double strength)
    {
        using var parameters = ParameterSet.CreateNew();
        create(parameters);
        using (no_grad())
        {
            foreach (var parameter in parameters.All.Values)
            {
                using var noise = randn(parameter.shape, ScalarType.Float32) * strength;
                parameter.add_(noise);
            }
        }

        parameters.Save(PathOf(name), half: true);
    }
}
