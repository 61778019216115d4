using Tessera.Models.Dit;
using Tessera.Models.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Models.Tests.Dit;

public sealed class DitNetworkTests
{
    static readonly DitConfig Small = new() { LatentChannels = 4, Width = 64, Depth = 2, Heads = 2, Tags = 5 };

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void StartsAtTheBestLinearGuess(double time)
    {
        // Regression of noise - x on x_t over many independent pairs: what the skip must be, and the size of what is left.
        var random = new Random(5);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var pairs = Enumerable.Range(0, 100_000).Select(_ => (X: Normal(), Noise: Normal()))
            .Select(p => (Noisy: ((1 - time) * p.X) + (time * p.Noise), Velocity: p.Noise - p.X)).ToArray();
        var slope = pairs.Sum(p => p.Noisy * p.Velocity) / pairs.Sum(p => p.Noisy * p.Noisy);
        var rest = Math.Sqrt(pairs.Average(p => Math.Pow(p.Velocity - (slope * p.Noisy), 2)));
        var (skip, scale) = DitConfig.Precondition((float)time);
        ((double)skip).ShouldBe(slope, 0.02);
        ((double)scale).ShouldBe(rest, 0.02);

        using var scope = NewDisposeScope();
        using var parameters = ParameterSet.CreateNew();
        var network = new DitNetwork(Small, parameters); // adaLN-Zero, and a zero output layer
        var input = Input(2, 3, 4) with { Time = full([2], (float)time, ScalarType.Float32) };
        (network.Forward(input) - (input.Latents * skip)).abs().max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void LearnsOneExample()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var parameters = ParameterSet.CreateNew();
        var network = new DitNetwork(Small, parameters);
        var (input, target) = (Input(1, 3, 4), randn([1, 4, 6, 8], ScalarType.Float32));
        using var optimizer = optim.AdamW(parameters.All.Values, 1e-2);
        for (var step = 0; step < 60; step++)
        {
            optimizer.zero_grad();
            nn.functional.mse_loss(network.Forward(input), target).backward();
            optimizer.step();
        }

        nn.functional.mse_loss(network.Forward(input), target).ToDouble().ShouldBeLessThan(0.05);
    }

    [Fact]
    public void PositionsAreRelative()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var parameters = Randomised();
        var network = new DitNetwork(Small, parameters);
        var here = Input(1, 3, 4);
        var there = here with { Cos = Table(3, 4, 100, 40).Cos, Sin = Table(3, 4, 100, 40).Sin };
        (network.Forward(here) - network.Forward(there)).abs().max().ToDouble().ShouldBeLessThan(1e-3);
    }

    [Fact]
    public void EveryConditionCounts()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var parameters = Randomised();
        var network = new DitNetwork(Small, parameters);
        var input = Input(1, 3, 4);
        var plain = network.Forward(input);
        var coarse = randn([1, 12, DitConfig.CoarseValues], ScalarType.Float32);
        DitInput[] others =
        [
            input with { Time = input.Time * 0.5 },
            input with { Zoom = input.Zoom + 1 },
            input with { Tags = input.Tags * 0 },
            input with { Coarse = coarse, HasCoarse = ones([1], ScalarType.Float32) },
        ];
        foreach (var other in others)
        {
            (network.Forward(other) - plain).abs().max().ToDouble().ShouldBeGreaterThan(1e-4);
        }

        var dropped = network.Forward(input with { Coarse = coarse, HasCoarse = zeros([1], ScalarType.Float32) });
        (dropped - plain).abs().max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void AWindowDoesNotSeeTheRestOfItsBatch()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var parameters = Randomised();
        var network = new DitNetwork(Small, parameters);
        var both = Input(2, 3, 4);
        var first = new DitInput(both.Latents.narrow(0, 0, 1), both.Time.narrow(0, 0, 1), both.Zoom.narrow(0, 0, 1), both.Tags.narrow(0, 0, 1), Coarse: null, HasCoarse: null, both.Cos, both.Sin);
        (network.Forward(both).narrow(0, 0, 1) - network.Forward(first)).abs().max().ToDouble().ShouldBeLessThan(1e-5);
    }

    /// <summary>Parameters without the zeros that a new network starts with.</summary>
    static ParameterSet Randomised()
    {
        var parameters = ParameterSet.CreateNew();
        _ = new DitNetwork(Small, parameters);
        using var noGradients = no_grad();
        foreach (var parameter in parameters.All.Values)
        {
            using var noise = randn(parameter.shape, ScalarType.Float32) * 0.1;
            parameter.add_(noise);
        }

        return parameters;
    }

    static DitInput Input(int batch, int rows, int columns)
    {
        var (cosine, sine) = Table(rows, columns, 0, 0);
        return new DitInput(
            randn([batch, Small.LatentChannels, 2 * rows, 2 * columns], ScalarType.Float32), rand([batch], ScalarType.Float32),
            full([batch], 5f, ScalarType.Float32), rand([batch, Small.Tags], ScalarType.Float32), Coarse: null, HasCoarse: null, cosine, sine);
    }

    static (Tensor Cos, Tensor Sin) Table(int rows, int columns, int y, int x)
    {
        var pairs = Small.HeadWidth / 2;
        var (cosine, sine) = (new float[rows * columns * pairs], new float[rows * columns * pairs]);
        RopeTable.Fill(Small, y, x, rows, columns, cosine, sine);
        return (tensor(cosine, [rows * columns, pairs]), tensor(sine, [rows * columns, pairs]));
    }
}
