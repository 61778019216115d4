using Tessera.Training.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Tests.Autoencoders;

public sealed class AutoencoderLossTests
{
    const double Weight = 0.1;

    [Fact]
    public void OfAPictureToItselfIsZero()
    {
        using var scope = NewDisposeScope();
        Loss(Grains(1), Grains(1), Weight).ShouldBe(0);
    }

    [Fact]
    public void AsksForTextureAndNotForEachGrain()
    {
        using var scope = NewDisposeScope();
        var (target, others, flat) = (Grains(1), Grains(2), zeros_like(Grains(1)));
        Loss(others, target, Weight).ShouldBeLessThan(Loss(flat, target, Weight));
        Loss(others, target, 0).ShouldBeGreaterThan(Loss(flat, target, 0)); // a distance alone is smallest for a blurred guess
    }

    [Fact]
    public void AsksForTextureWhereItIs()
    {
        using var scope = NewDisposeScope();
        var left = arange(64, ScalarType.Float32).lt(32).to(ScalarType.Float32);
        var target = Grains(1) * left;
        Loss(Grains(2) * left, target, Weight).ShouldBeLessThan(0.8 * Loss(Grains(2) * (1 - left), target, Weight));
    }

    [Fact]
    public void FaintTextureCountsAsStrongOne()
    {
        using var scope = NewDisposeScope();
        var grains = Grains(1);
        var (faint, strong) = (Texture(zeros_like(grains), grains * 0.5), Texture(zeros_like(grains), grains * 4));
        faint.ShouldBeInRange(0.5 * strong, strong);
    }

    static double Texture(Tensor decoded, Tensor target) => Loss(decoded, target, 1) - Loss(decoded, target, 0);

    /// <summary>Grain of a contrast of 0.1.</summary>
    static Tensor Grains(int seed)
    {
        manual_seed(seed);
        return randn([1, 3, 64, 64], ScalarType.Float32) * 0.1;
    }

    static double Loss(Tensor decoded, Tensor target, double textureWeight)
    {
        manual_seed(9); // the filters
        return AutoencoderLoss.Of(decoded, target, textureWeight).ToDouble();
    }
}
