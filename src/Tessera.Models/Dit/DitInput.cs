using static TorchSharp.torch;

namespace Tessera.Models.Dit;

/// <summary>What the network sees of a batch of windows of one shape. N = H/2 x W/2 tokens, row by row.</summary>
/// <param name="Latents">[B, C, H, W], whitened, at <paramref name="Time"/> between data (0) and noise (1).</param>
/// <param name="Time">[B], 0 to 1.</param>
/// <param name="Zoom">[B], log2 of metres per pixel.</param>
/// <param name="Tags">[B, tags], weights 0 to 1; all zero is the empty prompt.</param>
/// <param name="Coarse">[B, N, 1728] pixels of the previous stage in [-1, 1], or null for a base stage.</param>
/// <param name="HasCoarse">[B], 1 where <paramref name="Coarse"/> counts and 0 where that window is a base stage; null where coarse is null.</param>
/// <param name="Cos">[B, N, head width / 2], or [N, ...] for all.</param>
/// <param name="Sin">The same shape.</param>
public sealed record DitInput(Tensor Latents, Tensor Time, Tensor Zoom, Tensor Tags, Tensor? Coarse, Tensor? HasCoarse, Tensor Cos, Tensor Sin);
