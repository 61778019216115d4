using System.Text.Json.Serialization;
using Tessera.Tiling;

namespace Tessera.Cli.Generation;

/// <summary>What a job's files say of its finished picture.</summary>
/// <param name="Sha256Pixels">SHA-256 over the pixels, RGB, row by row.</param>
/// <param name="Seams">Its seams.</param>
sealed record PictureFacts(
    [property: JsonPropertyName("sha256_pixels")] string Sha256Pixels,
    [property: JsonPropertyName("seams")] SeamReport Seams);
