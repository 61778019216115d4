using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Models.Autoencoders;
using Tessera.Models.Dit;
using Tessera.Models.Prompts;

namespace Tessera.Models.Checkpoints;

/// <summary>The <c>config.json</c> of a checkpoint folder.</summary>
public sealed record CheckpointConfig
{
    /// <summary>The only architecture there is so far.</summary>
    public const string KnownArchitecture = "TesseraDit";

    const long MaxBytes = 1 << 20;

    /// <summary>What the weights are for.</summary>
    [JsonPropertyName("architecture")]
    public string Architecture { get; init; } = KnownArchitecture;

    /// <summary>Name of the checkpoint.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "unnamed";

    /// <summary>Edge, in tokens, of the largest window that the network was trained on.</summary>
    [JsonPropertyName("native_window")]
    public int NativeWindow { get; init; } = 16;

    /// <summary>Largest edge, in tokens, of a base stage.</summary>
    [JsonPropertyName("base_window")]
    public int BaseWindow { get; init; } = 8;

    /// <summary>Metres per pixel of a base stage; each finer stage halves them.</summary>
    [JsonPropertyName("base_metres_per_pixel")]
    public double BaseMetresPerPixel { get; init; } = 128;

    /// <summary>The autoencoder.</summary>
    [JsonPropertyName("autoencoder")]
    public AutoencoderConfig Autoencoder { get; init; } = new();

    /// <summary>The diffusion transformer.</summary>
    [JsonPropertyName("dit")]
    public DitConfig Dit { get; init; } = new();

    /// <summary>How to sample.</summary>
    [JsonPropertyName("sampling")]
    public SamplingConfig Sampling { get; init; } = new();

    /// <summary>The words of prompts, in the order of the network's inputs.</summary>
    [JsonPropertyName("tags")]
    public required TagVocabulary Tags { get; init; }

    /// <summary>Edge of a token in pixels.</summary>
    [JsonIgnore]
    public int PixelsPerToken => Dit.Patch * AutoencoderConfig.Downscale;

    /// <summary>Reads and checks a configuration.</summary>
    /// <exception cref="InvalidDataException">With the file, the field and what is allowed.</exception>
    public static CheckpointConfig Load(string path)
    {
        if (new FileInfo(path) is not { Exists: true } file)
        {
            throw new InvalidDataException($"{path} is missing: a model folder holds config.json, autoencoder.safetensors and dit.safetensors");
        }

        if (file.Length > MaxBytes)
        {
            throw new InvalidDataException($"{path} is larger than {MaxBytes:N0} bytes");
        }

        try
        {
            var config = JsonSerializer.Deserialize(File.ReadAllBytes(path), CheckpointJson.Default.CheckpointConfig)
                ?? throw new InvalidDataException("is empty");
            config.Validate();
            return config;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the configuration.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, CheckpointJson.Default.CheckpointConfig) + "\n");

    void Validate()
    {
        if (!string.Equals(Architecture, KnownArchitecture, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"architecture '{Architecture}' is not known; this version reads {KnownArchitecture}");
        }

        if (NativeWindow is < 1 or > 1024 || BaseWindow < 1 || BaseWindow > NativeWindow)
        {
            throw new InvalidDataException("native_window must be 1 to 1024 and base_window 1 to native_window");
        }

        if (BaseMetresPerPixel is not (> 0 and <= 1e6))
        {
            throw new InvalidDataException("base_metres_per_pixel must be above 0, at most 1,000,000");
        }

        Autoencoder.Validate();
        Dit.Validate();
        Sampling.Validate();
        if (Tags.Tags.Length != Dit.Tags)
        {
            throw new InvalidDataException($"there are {Tags.Tags.Length} tags but dit.tags is {Dit.Tags}");
        }

        if (Dit.LatentChannels != Autoencoder.LatentChannels || Autoencoder.LatentMean.Count != Autoencoder.LatentChannels)
        {
            throw new InvalidDataException("dit.latent_channels, autoencoder.latent_channels and the number of latent means must agree");
        }
    }
}
