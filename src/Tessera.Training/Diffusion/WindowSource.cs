using System.Runtime.InteropServices;
using Tessera.Models.Autoencoders;
using Tessera.Models.Dit;
using Tessera.Training.Data;
using Tessera.Training.Terrain;

namespace Tessera.Training.Diffusion;

/// <summary>Cuts random token-aligned windows, with the coarse pixels under them, out of a file of latents.</summary>
sealed class WindowSource(SceneKind kind, RecordFile file, AutoencoderConfig autoencoder, DitConfig dit)
{
    const int TokenPixels = 32;

    readonly byte[] _record = new byte[file.RecordBytes];

    /// <summary>Whether windows come with coarse pixels.</summary>
    public bool HasCoarse => kind.HasParent;

    /// <summary>Fills item <paramref name="item"/> of a batch with a random window.</summary>
    public void Fill(WindowBatch batch, int item, Random random)
    {
        file.Read(random.Next(file.Count), _record);
        var tokens = kind.Size / TokenPixels;
        var (y, x) = (random.Next(tokens - batch.Edge + 1), random.Next(tokens - batch.Edge + 1));
        batch.Zoom[item] = SceneHeader.Zoom(_record);
        SceneHeader.Tags(_record).CopyTo(batch.Tags.AsSpan(item * Landscape.Tags.Length));
        FillLatents(batch, item, y * dit.Patch, x * dit.Patch);
        if (kind.HasParent)
        {
            FillCoarse(batch, item, y, x);
        }
    }

    void FillLatents(WindowBatch batch, int item, int y, int x)
    {
        var (edge, window) = (kind.Size / AutoencoderConfig.Downscale, batch.Edge * dit.Patch);
        var latents = MemoryMarshal.Cast<byte, Half>(_record.AsSpan(SceneHeader.Bytes, LatentEncoder.LatentBytes(kind, autoencoder)));
        var target = batch.Latents.AsSpan(item * dit.LatentChannels * window * window);
        for (var c = 0; c < dit.LatentChannels; c++)
        {
            var (mean, scale) = (autoencoder.LatentMean[c], 1 / autoencoder.LatentStd[c]);
            for (var row = 0; row < window; row++)
            {
                var source = latents.Slice((((c * edge) + y + row) * edge) + x, window);
                for (var i = 0; i < window; i++)
                {
                    target[(((c * window) + row) * window) + i] = ((float)source[i] - mean) * scale;
                }
            }
        }
    }

    void FillCoarse(WindowBatch batch, int item, int tokenY, int tokenX)
    {
        var parent = _record.AsSpan(SceneHeader.Bytes + LatentEncoder.LatentBytes(kind, autoencoder), kind.ParentBytes);
        var size = kind.ParentSize;
        for (var token = 0; token < batch.Edge * batch.Edge; token++)
        {
            var y = SceneKind.ParentMargin - DitConfig.CoarseContext + ((tokenY + (token / batch.Edge)) * DitConfig.CoarsePixels);
            var x = SceneKind.ParentMargin - DitConfig.CoarseContext + ((tokenX + (token % batch.Edge)) * DitConfig.CoarsePixels);
            var target = batch.Coarse.AsSpan(((item * batch.Edge * batch.Edge) + token) * DitConfig.CoarseValues, DitConfig.CoarseValues);
            for (var row = 0; row < DitConfig.CoarseEdge; row++)
            {
                var source = parent.Slice((((y + row) * size) + x) * 3, DitConfig.CoarseEdge * 3);
                for (var i = 0; i < source.Length; i++)
                {
                    target[(row * DitConfig.CoarseEdge * 3) + i] = Pixels.ToFloat(source[i]);
                }
            }
        }
    }
}
