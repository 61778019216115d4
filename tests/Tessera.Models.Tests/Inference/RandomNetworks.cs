using Tessera.Models.Autoencoders;
using Tessera.Models.Dit;
using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Tests.Inference;

/// <summary>Small networks with random parameters, none of which is zero.</summary>
static class RandomNetworks
{
    public static readonly DitConfig Dit = new() { LatentChannels = 4, Width = 64, Depth = 2, Heads = 2, Tags = 5 };

    public static readonly AutoencoderConfig Autoencoder = new()
    {
        LatentChannels = 4, Widths = [16, 24, 32], EncoderBlocks = [1, 1, 1], DecoderBlocks = [2, 1, 1],
    };

    public static ParameterSet DitParameters(int seed) => Randomised(seed, parameters => _ = new DitNetwork(Dit, parameters), 0.1);

    public static ParameterSet DecoderParameters(int seed) => Randomised(seed, parameters => _ = new Decoder(Autoencoder, parameters), 0.02);

    static ParameterSet Randomised(int seed, Action<ParameterSet> create, double strength)
    {
        manual_seed(seed);
        var parameters = ParameterSet.CreateNew();
        create(parameters);
        using var noGradients = no_grad();
        foreach (var parameter in parameters.All.Values)
        {
            using var noise = randn(parameter.shape, ScalarType.Float32) * strength;
            parameter.add_(noise);
        }

        return parameters;
    }
}
