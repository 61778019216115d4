using Tessera.Models.Prompts;

namespace Tessera.Models.Tests.Prompts;

static class Vocabularies
{
    /// <summary>Small, with phrases of several words, one of them beginning like another tag, and one around a small word.</summary>
    public static TagVocabulary Land { get; } = new(
    [
        New("alpine", "biome", "alps"),
        New("forest", "biome", "woods", "trees"),
        New("grassland", "biome", "grass", "prairie", "field of grass"),
        New("sea", "water", "ocean"),
        New("seaice", "water", "sea ice", "pack-ice"),
        New("lake", "water", "tarn"),
        New("marsh", "water", "bog"),
        New("snow", "season", "snowy", "snow-covered"),
        New("dawn", "light", "sunrise"),
        New("moonlight", "light", "moon"),
        New("mountain", "relief", "peak"),
        New("volcano", "relief", "volcanoes"),
        New("city", "human", "town"),
    ]);

    public static Tag New(string name, string group, params string[] aliases) => new(name, group, [.. aliases]);
}
