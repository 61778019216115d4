using System.Text.Json.Serialization;

namespace Tessera.Cluster;

/// <summary>How reports are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    WriteIndented = true)]
[JsonSerializable(typeof(JobReport))]
sealed partial class ReportJson : JsonSerializerContext;
