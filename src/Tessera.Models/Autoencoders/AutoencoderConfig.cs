using System.Text.Json.Serialization;

namespace Tessera.Models.Autoencoders;

/// <summary>The shape of an autoencoder. A latent stands for 16x16 pixels: unshuffle 4, then two halvings.</summary>
public sealed record AutoencoderConfig
{
    /// <summary>Pixels per latent and axis. Fixed by the architecture.</summary>
    public const int Downscale = 16;

    /// <summary>Values of the decoder's noise per latent and axis. Fixed by the architecture.</summary>
    public const int NoiseScale = 4;

    /// <summary>Channels of the decoder's noise: a number for each pixel.</summary>
    public const int NoiseChannels = Downscale / NoiseScale * (Downscale / NoiseScale);

    /// <summary>Channels of a latent, 1 to 64.</summary>
    [JsonPropertyName("latent_channels")]
    public int LatentChannels { get; init; } = 16;

    /// <summary>Widths at 1/4, 1/8 and 1/16 of the picture's size.</summary>
    [JsonPropertyName("widths")]
    public IReadOnlyList<int> Widths { get; init; } = [64, 96, 128];

    /// <summary>Residual blocks of the encoder at 1/4, 1/8 and 1/16.</summary>
    [JsonPropertyName("encoder_blocks")]
    public IReadOnlyList<int> EncoderBlocks { get; init; } = [1, 1, 2];

    /// <summary>Residual blocks of the decoder at 1/4, 1/8 and 1/16.</summary>
    [JsonPropertyName("decoder_blocks")]
    public IReadOnlyList<int> DecoderBlocks { get; init; } = [2, 2, 1];

    /// <summary>Mean of each latent channel over the training data; taken off before diffusion.</summary>
    [JsonPropertyName("latent_mean")]
    public IReadOnlyList<float> LatentMean { get; init; } = [];

    /// <summary>Standard deviation of each latent channel over the training data; divided out before diffusion.</summary>
    [JsonPropertyName("latent_std")]
    public IReadOnlyList<float> LatentStd { get; init; } = [];

    /// <summary>
    /// How far a latent reaches in the decoded picture, in latents: one 3x3 convolution reaches one pixel of its own grid, a block two.
    /// Decoding a region with this many latents around it equals decoding the whole.
    /// </summary>
    [JsonIgnore]
    public int DecoderRadius =>
        (int)Math.Ceiling(((16 * (1 + (2 * DecoderBlocks[2]))) + (8 * 2 * DecoderBlocks[1]) + (4 * (2 + (2 * DecoderBlocks[0])))) / (double)Downscale);

    /// <summary>Refuses sizes that no network can have.</summary>
    /// <exception cref="InvalidDataException">With the field and what is allowed.</exception>
    public void Validate()
    {
        Check(LatentChannels is >= 1 and <= 64, "latent_channels must be 1 to 64");
        Check(Widths is { Count: 3 } && Widths.All(w => w is >= 8 and <= 1024 && w % 8 == 0), "widths must be three multiples of 8, 8 to 1024");
        Check(EncoderBlocks is { Count: 3 } && EncoderBlocks.All(b => b is >= 0 and <= 16), "encoder_blocks must be three numbers, 0 to 16");
        Check(DecoderBlocks is { Count: 3 } && DecoderBlocks.All(b => b is >= 0 and <= 16), "decoder_blocks must be three numbers, 0 to 16");
        Check(LatentMean.Count == LatentStd.Count && (LatentMean.Count == 0 || LatentMean.Count == LatentChannels), "latent_mean and latent_std must have a value per latent channel");
        Check(LatentStd.All(s => float.IsFinite(s) && s > 0) && LatentMean.All(float.IsFinite), "latent_mean must be finite and latent_std above 0");
    }

    static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidDataException("autoencoder: " + message);
        }
    }
}
