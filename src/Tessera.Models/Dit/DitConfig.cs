using System.Text.Json.Serialization;

namespace Tessera.Models.Dit;

/// <summary>The shape of the diffusion transformer (Peebles and Xie 2023, with the changes that <see cref="DitNetwork"/> lists).</summary>
public sealed record DitConfig
{
    /// <summary>Pixels of the previous stage under a token, 16x16, with <see cref="CoarseContext"/> around.</summary>
    public const int CoarsePixels = 16;

    /// <summary>Pixels of context on each side of them.</summary>
    public const int CoarseContext = 4;

    /// <summary>Edge of the coarse patch of a token, in pixels of the previous stage.</summary>
    public const int CoarseEdge = CoarsePixels + (2 * CoarseContext);

    /// <summary>Numbers in the coarse patch of a token: 24 x 24 x 3.</summary>
    public const int CoarseValues = CoarseEdge * CoarseEdge * 3;

    /// <summary>Channels of a latent.</summary>
    [JsonPropertyName("latent_channels")]
    public int LatentChannels { get; init; } = 16;

    /// <summary>Latents per token and axis.</summary>
    [JsonPropertyName("patch")]
    public int Patch { get; init; } = 2;

    /// <summary>Width of a token, a multiple of <see cref="Heads"/>.</summary>
    [JsonPropertyName("width")]
    public int Width { get; init; } = 256;

    /// <summary>Number of blocks.</summary>
    [JsonPropertyName("depth")]
    public int Depth { get; init; } = 8;

    /// <summary>Attention heads.</summary>
    [JsonPropertyName("heads")]
    public int Heads { get; init; } = 4;

    /// <summary>Width of the hidden layer of a block's MLP, in token widths.</summary>
    [JsonPropertyName("mlp_ratio")]
    public int MlpRatio { get; init; } = 4;

    /// <summary>Base of the rotary frequencies, in tokens.</summary>
    [JsonPropertyName("rope_theta")]
    public double RopeTheta { get; init; } = 100;

    /// <summary>Number of tags a prompt is made of.</summary>
    [JsonPropertyName("tags")]
    public int Tags { get; init; }

    /// <summary>Width of a head.</summary>
    [JsonIgnore]
    public int HeadWidth => Width / Heads;

    /// <summary>Numbers in a token: patch x patch x channels.</summary>
    [JsonIgnore]
    public int TokenValues => Patch * Patch * LatentChannels;

    /// <summary>
    /// What makes a velocity of a network F that predicts only what the noisy latents do not tell: skip x_t + scale F(x_t, t). For independent x and noise of variance 1 skip is
    /// the share of x_t = (1 - t) x + t noise in it, and scale the size of the rest: the best linear guess and what it misses (Karras et al. 2022,
    /// section 5, carried over to straight paths). Small errors of the network then stay small in the picture: the noise that is left is mostly
    /// the skip's to remove.
    /// </summary>
    /// <param name="time">t, 0 to 1.</param>
    public static (float Skip, float Scale) Precondition(float time)
    {
        var variance = (time * time) + ((1 - time) * (1 - time));
        return (((2 * time) - 1) / variance, 1 / MathF.Sqrt(variance));
    }

    /// <summary>Refuses sizes that no network can have.</summary>
    /// <exception cref="InvalidDataException">With the field and what is allowed.</exception>
    public void Validate()
    {
        Check(LatentChannels is >= 1 and <= 64, "latent_channels must be 1 to 64");
        Check(Patch == 2, "patch must be 2");
        Check(Heads is >= 1 and <= 64, "heads must be 1 to 64");
        Check(Width is >= 16 and <= 8192 && Width % Heads == 0, "width must be 16 to 8192 and a multiple of heads");
        Check(HeadWidth is 32 or 64 or 72 or 128, "width / heads must be 32, 64, 72 or 128");
        Check(Depth is >= 1 and <= 128, "depth must be 1 to 128");
        Check(MlpRatio is >= 1 and <= 8, "mlp_ratio must be 1 to 8");
        Check(RopeTheta is > 1 and <= 1e6, "rope_theta must be above 1, at most 1e6");
        Check(Tags is >= 1 and <= 4096, "tags must be 1 to 4096");
    }

    static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidDataException("dit: " + message);
        }
    }
}
