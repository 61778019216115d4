using System.Text.Json.Serialization;
using Tessera.Tiling;

namespace Tessera.Cli.Generation;

/// <summary>How results are written as JSON.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GenerateResult))]
[JsonSerializable(typeof(PictureFacts))]
[JsonSerializable(typeof(SeamReport))]
sealed partial class PictureJson : JsonSerializerContext;
