using Tessera.Models.Dit;

namespace Tessera.Models.Inference;

/// <summary>Between latents and the tokens they are cut into.</summary>
static class TokenLayout
{
    /// <summary>[B, C, 2h, 2w] -> [B, h w, 2 2 C].</summary>
    public static void ToTokens(DitConfig config, DenoiserInput input, Span<float> tokens)
    {
        var latents = input.Latents.Span;
        for (var index = 0; index < latents.Length; index++)
        {
            tokens[Token(config, input, index)] = latents[index];
        }
    }

    /// <summary>[B, h w, 2 2 C] -> [B, C, 2h, 2w].</summary>
    public static void ToLatents(DitConfig config, DenoiserInput input, ReadOnlySpan<float> tokens, Span<float> latents)
    {
        for (var index = 0; index < latents.Length; index++)
        {
            latents[index] = tokens[Token(config, input, index)];
        }
    }

    /// <summary>Where the latent value at an index is found among the tokens.</summary>
    static int Token(DitConfig config, DenoiserInput input, int index)
    {
        var (width, height) = (input.Columns * config.Patch, input.Rows * config.Patch);
        var (line, x) = Math.DivRem(index, width);
        var (plane, y) = Math.DivRem(line, height);
        var (item, channel) = Math.DivRem(plane, config.LatentChannels);
        var token = (((item * input.Rows) + (y / config.Patch)) * input.Columns) + (x / config.Patch);
        return (((((token * config.Patch) + (y % config.Patch)) * config.Patch) + (x % config.Patch)) * config.LatentChannels) + channel;
    }
}
