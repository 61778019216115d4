using System.Text.Json.Serialization;

namespace Tessera.Models.Checkpoints;

/// <summary>How checkpoint configurations are written as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(CheckpointConfig))]
sealed partial class CheckpointJson : JsonSerializerContext;
