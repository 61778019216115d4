using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>
/// How far decoded pictures are from the originals: absolute difference, the same over a Laplacian pyramid (Bojanowski et al. 2018) so that
/// no band is left out, and the sliced Wasserstein distance of patches (Rabin et al. 2011; Heitz et al. 2021), which asks for the right
/// amount of texture without asking for each grain in its place.
/// </summary>
static class AutoencoderLoss
{
    const int Levels = 4;
    const int Filters = 32;
    const int PatchEdge = 8;

    /// <summary>The loss of pictures [B, 3, H, W] in [-1, 1], as a scalar.</summary>
    public static Tensor Of(Tensor decoded, Tensor target, double textureWeight)
    {
        using var scope = NewDisposeScope();
        var filters = randn([Filters, 3, PatchEdge, PatchEdge], ScalarType.Float32);
        filters = filters - filters.mean([1, 2, 3], keepdim: true);
        filters = filters / filters.pow(2).sum([1, 2, 3], keepdim: true).sqrt();

        var loss = nn.functional.l1_loss(decoded, target);
        var (a, b) = (decoded, target);
        for (var level = 0; level < Levels; level++)
        {
            if (level < 3)
            {
                loss = loss + (Texture(a, b, filters) * textureWeight);
            }

            var (smallA, smallB) = (nn.functional.avg_pool2d(a, 2), nn.functional.avg_pool2d(b, 2));
            loss = loss + (nn.functional.l1_loss(a - Enlarge(smallA), b - Enlarge(smallB)) * 0.5);
            (a, b) = (smallA, smallB);
        }

        return (loss + nn.functional.l1_loss(a, b)).MoveToOuterDisposeScope();
    }

    static Tensor Enlarge(Tensor x) => nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    static Tensor Texture(Tensor a, Tensor b, Tensor filters) => nn.functional.l1_loss(Projections(a, filters), Projections(b, filters));

    /// <summary>Each filter's responses over the picture in rising order: [B, 3, H, W] -> [B, filters, patches].</summary>
    static Tensor Projections(Tensor x, Tensor filters) =>
        nn.functional.conv2d(x, filters, strides: [PatchEdge, PatchEdge]).flatten(2).sort(-1).Values;
}
