using System.Text.Json.Serialization;
using Tessera.Tiling;

namespace Tessera.Cli.Generation;

/// <summary>What <c>generate --json</c> prints.</summary>
sealed record GenerateResult
{
    /// <summary>The file.</summary>
    [JsonPropertyName("out")]
    public required string Out { get; init; }

    /// <summary>Wall time: total, load, denoise, decode (with encoding of the PNG beside it).</summary>
    [JsonPropertyName("seconds")]
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Sampler steps of all stages.</summary>
    [JsonPropertyName("steps")]
    public required int Steps { get; init; }

    /// <summary>Tiles of all stages.</summary>
    [JsonPropertyName("tiles")]
    public required int Tiles { get; init; }

    /// <summary>Tokens through the network, halos and both branches of guidance counted, per second of denoising.</summary>
    [JsonPropertyName("tokens_per_second")]
    public required double TokensPerSecond { get; init; }

    /// <summary>Peak resident memory of the process.</summary>
    [JsonPropertyName("peak_rss_bytes")]
    public required long PeakRssBytes { get; init; }

    /// <summary>Payload of predictions: between tiles of one node, and between nodes.</summary>
    [JsonPropertyName("exchange_bytes")]
    public required IReadOnlyDictionary<string, long> ExchangeBytes { get; init; }

    /// <summary>Seams of the final picture.</summary>
    [JsonPropertyName("seams")]
    public required SeamReport Seams { get; init; }

    /// <summary>SHA-256 over the pixels, RGB, row by row.</summary>
    [JsonPropertyName("sha256_pixels")]
    public required string Sha256Pixels { get; init; }
}
