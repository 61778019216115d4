using Tessera.Engine.Decoding;
using Tessera.Engine.Pictures;
using Tessera.Models.Autoencoders;
using Tessera.Models.Inference;
using Tessera.Models.Parameters;
using Tessera.Tiling;
using static TorchSharp.torch;

namespace Tessera.Engine.Tests;

public sealed class TiledDecoderTests : IDisposable
{
    static readonly AutoencoderConfig Config = new()
    {
        LatentChannels = 4, Widths = [16, 16, 24], EncoderBlocks = [0, 0, 0], DecoderBlocks = [2, 2, 1], LatentMean = [0, 0.2f, 0, 0], LatentStd = [1, 1, 0.5f, 1],
    };

    readonly ParameterSet _parameters = RandomParameters();

    [Fact]
    public void TilesEqualTheWholeThroughTheKernels()
    {
        using var decoder = new KernelDecoder(Config, _parameters, threads: 2);
        var whole = Decode(decoder, tile: 64);
        Decode(decoder, tile: 5).ShouldBe(whole);
        Decode(decoder, tile: 16).ShouldBe(whole);
    }

    [Fact]
    public void TilesEqualTheWholeThroughTorch()
    {
        using var decoder = new TorchDecoder(Config, _parameters.Copy(), CPU);
        var (whole, tiled) = (Decode(decoder, tile: 64), Decode(decoder, tile: 7));
        whole.Zip(tiled).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThanOrEqualTo(1); // 1e-5 may round to the next byte
        whole.Zip(tiled).Count(p => p.First != p.Second).ShouldBeLessThan(whole.Length / 1000);
    }

    [Fact]
    public void ASmallerHaloWouldShow()
    {
        var blind = Config with { DecoderBlocks = [1, 1, 0] }; // claims a smaller reach than the decoder has
        blind.DecoderRadius.ShouldBeLessThan(Config.DecoderRadius);
        using var decoder = new KernelDecoder(Config, _parameters, threads: 1);
        Decode(decoder, tile: 5, blind).ShouldNotBe(Decode(decoder, tile: 64));
    }

    [Fact]
    public void CancellingStopsBetweenTiles()
    {
        using var decoder = new KernelDecoder(Config, _parameters, threads: 1);
        using var cancel = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => new TiledDecoder(decoder, Config, 4).Decode(Canvas(), 1, 0, _ => cancel.Cancel(), cancel.Token));
    }

    public void Dispose() => _parameters.Dispose();

    static byte[] Decode(IPictureDecoder decoder, int tile, AutoencoderConfig? config = null)
    {
        var bytes = new List<byte>();
        new TiledDecoder(decoder, config ?? Config, tile).Decode(Canvas(), seed: 3, stage: 1, rows => bytes.AddRange(rows), CancellationToken.None);
        bytes.Count.ShouldBe(17 * 22 * 256 * 3);
        return [.. bytes];
    }

    static CanvasLatents Canvas()
    {
        var canvas = new CanvasLatents(Config.LatentChannels, new Region(0, 0, 0, new Extent(1, 17, 22)));
        var values = new float[Config.LatentChannels * 17 * 22];
        PhiloxNoise.Fill(9, NoiseStream.Latent, 0, canvas.Region, Config.LatentChannels, values);
        canvas.Put(canvas.Region, values);
        return canvas;
    }

    static ParameterSet RandomParameters()
    {
        var parameters = ParameterSet.CreateNew();
        _ = new Decoder(Config, parameters);
        using var noGradients = no_grad();
        foreach (var parameter in parameters.All.Values)
        {
            using var noise = randn(parameter.shape, ScalarType.Float32) * 0.05;
            parameter.add_(noise);
        }

        return parameters;
    }
}
