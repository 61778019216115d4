using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>
/// How far decoded pictures are from the originals: absolute difference, the same over a Laplacian pyramid (Burt and Adelson 1983; Bojanowski
/// et al. 2018) so that no band is left out, and the sliced Wasserstein distance of small patches of each fine band (Rabin et al. 2011; Heitz et
/// al. 2021), which asks for the right amount of texture, place by place, without asking for each grain where it was.
/// </summary>
static class AutoencoderLoss
{
    const int Levels = 4;
    const int TexturedLevels = 3;
    const int Filters = 32;
    const int PatchEdge = 4;
    const int PatchStride = 2;
    const int PlaceEdge = 8; // patches an edge whose texture is compared together: 16 pixels of the band's own level
    const double Faintest = 0.01; // contrast below which a band's texture stops to count

    static readonly float[] Binomial = [1 / 8f, 3 / 8f, 3 / 8f, 1 / 8f];

    /// <summary>The loss of pictures [B, 3, H, W] in [-1, 1], as a scalar.</summary>
    public static Tensor Of(Tensor decoded, Tensor target, double textureWeight)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Pyramid(decoded), Pyramid(target));
        var loss = nn.functional.l1_loss(decoded, target) + nn.functional.l1_loss(ours[^1], theirs[^1]);
        for (var level = 0; level < Levels; level++)
        {
            loss = loss + (nn.functional.l1_loss(ours[level], theirs[level]) * 0.5);
        }

        return (loss + (Texture(ours, theirs) * textureWeight)).MoveToOuterDisposeScope();
    }

    /// <summary>The texture's part alone, of weight 1.</summary>
    public static Tensor Texture(Tensor decoded, Tensor target)
    {
        using var scope = NewDisposeScope();
        return Texture(Pyramid(decoded), Pyramid(target)).MoveToOuterDisposeScope();
    }

    /// <summary>Bands from fine to coarse, each half the size of the one before, and what is left below them.</summary>
    static List<Tensor> Pyramid(Tensor x)
    {
        var blur = tensor(Binomial, [1, 1, 4, 1]) * tensor(Binomial, [1, 1, 1, 4]);
        var levels = new List<Tensor>();
        for (var level = 0; level < Levels; level++)
        {
            var half = Halve(x, blur);
            levels.Add(x - nn.functional.interpolate(half, scale_factor: [2, 2], mode: InterpolationMode.Bilinear));
            x = half;
        }

        return [.. levels, x];
    }

    /// <summary>Half the size, with little of the finer band folded into it: halved by boxes, one band was filled with the other's grain.</summary>
    static Tensor Halve(Tensor x, Tensor blur)
    {
        var planes = nn.functional.pad(x.reshape(-1, 1, x.shape[2], x.shape[3]), [1, 1, 1, 1], PaddingModes.Reflect); // [B,C,H,W] -> [B*C,1,H+2,W+2]
        return nn.functional.conv2d(planes, blur, strides: [2, 2]).reshape(x.shape[0], x.shape[1], x.shape[2] / 2, x.shape[3] / 2);
    }

    /// <summary>Distance in parts of the original's contrast, which is small in fine bands.</summary>
    static Tensor Texture(List<Tensor> ours, List<Tensor> theirs)
    {
        var filters = randn([Filters, 3, PatchEdge, PatchEdge], ScalarType.Float32);
        filters = filters / filters.pow(2).sum([1, 2, 3], keepdim: true).sqrt();
        return Enumerable.Range(0, TexturedLevels).Select(level => Distance(ours[level], theirs[level])).Aggregate((a, b) => a + b);

        Tensor Distance(Tensor a, Tensor b)
        {
            var (decoded, target) = (Projections(a, filters), Projections(b, filters));
            var contrast = target.abs().mean([1, 2, 3, 4], keepdim: true) + Faintest;
            return ((decoded - target) / contrast).abs().mean();
        }
    }

    /// <summary>Each filter's responses in rising order within each place: [B, 3, H, W] -> [B, filters, rows, columns, patches].</summary>
    static Tensor Projections(Tensor x, Tensor filters)
    {
        var responses = nn.functional.conv2d(x, filters, strides: [PatchStride, PatchStride]);
        var (height, width) = (responses.shape[2], responses.shape[3]);
        var edge = Math.Min(PlaceEdge, Math.Min(height, width));
        var (rows, columns) = (height / edge, width / edge);
        return responses.narrow(2, 0, rows * edge).narrow(3, 0, columns * edge)
            .reshape(x.shape[0], Filters, rows, edge, columns, edge) // [B,F,h,w] -> [B,F,R,e,C,e]
            .permute(0, 1, 2, 4, 3, 5).reshape(x.shape[0], Filters, rows, columns, edge * edge) // -> [B,F,R,C,e*e]
            .sort(-1).Values;
    }
}
