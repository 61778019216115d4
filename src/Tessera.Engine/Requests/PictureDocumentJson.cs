using System.Text.Json.Serialization;

namespace Tessera.Engine.Requests;

/// <summary>How documents are written as JSON.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PictureDocument))]
sealed partial class PictureDocumentJson : JsonSerializerContext;
