using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tessera.Models.Prompts;

/// <summary>Something that a checkpoint can draw.</summary>
/// <param name="Name">What it is called in metadata and messages, such as "lake".</param>
/// <param name="Group">What kind of thing it is, such as "water".</param>
/// <param name="Aliases">Other words for it, each of one or several words; plurals in -s, -es and -ies need none.</param>
public sealed record Tag(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("group")] string Group,
    [property: JsonPropertyName("aliases")] ImmutableArray<string> Aliases);
