using Tessera.Models.Autoencoders;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>
/// What the encoder sees of a scene around a crop, and the decoder does not. Latents of a diffused picture do not know where it ends, while
/// an encoder sees the end of what it is given: without a margin, decoders darken the edges of pictures.
/// </summary>
static class CropMargin
{
    const int OfLatents = 2;
    const int OfPixels = OfLatents * AutoencoderConfig.Downscale;

    /// <summary>Edge in pixels of a crop with its margin.</summary>
    public static int Around(int crop) => crop + (2 * OfPixels);

    /// <summary>[B, C, h, w] without the margin.</summary>
    public static Tensor CutLatents(Tensor latents) => Cut(latents, OfLatents);

    /// <summary>[B, 3, H, W] without the margin.</summary>
    public static Tensor CutPixels(Tensor scene) => Cut(scene, OfPixels);

    static Tensor Cut(Tensor x, int margin) =>
        x.narrow(2, margin, x.shape[2] - (2 * margin)).narrow(3, margin, x.shape[3] - (2 * margin)).contiguous();
}
