using System.Text.Json.Serialization;

namespace Tessera.Models.Prompts;

/// <summary>The JSON of a list of tags: every field is required, none may be null, others are refused.</summary>
[JsonSourceGenerationOptions(
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Tag[]))]
sealed partial class TagJson : JsonSerializerContext;
