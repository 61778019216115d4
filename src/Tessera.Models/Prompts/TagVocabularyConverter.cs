using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tessera.Models.Prompts;

/// <summary>Reads and writes a vocabulary as the list of its tags; found by every serializer context, as the type names it.</summary>
public sealed class TagVocabularyConverter : JsonConverter<TagVocabulary>
{
    /// <inheritdoc/>
    public override TagVocabulary Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return new TagVocabulary(JsonSerializer.Deserialize(ref reader, TagJson.Default.TagArray) ?? []);
        }
        catch (FormatException e)
        {
            throw new JsonException($"the tags cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TagVocabulary value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, [.. value.Tags], TagJson.Default.TagArray);
}
