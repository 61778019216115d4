using System.Collections.Immutable;

namespace Tessera.Training.Terrain;

/// <summary>The words of the tags, in the order of <see cref="Tag"/>.</summary>
static class TagTable
{
    public const int Biomes = (int)Tag.Glacier + 1;
    public const int Count = (int)Tag.Road + 1;

    public static ImmutableArray<LandscapeTag> All { get; } =
    [
        New("alpine", "biome", "alps", "highland", "highlands"),
        New("forest", "biome", "forests", "wood", "woods", "woodland", "trees"),
        New("taiga", "biome", "boreal", "conifer", "conifers", "pine", "pines", "spruce"),
        New("jungle", "biome", "jungles", "rainforest", "tropical", "tropics"),
        New("grassland", "biome", "grasslands", "grass", "prairie", "meadow", "meadows", "pasture"),
        New("savanna", "biome", "savannah", "savannas", "bush"),
        New("desert", "biome", "deserts", "arid", "sand", "sandy"),
        New("tundra", "biome", "arctic", "permafrost"),
        New("marsh", "biome", "marshes", "swamp", "swamps", "wetland", "wetlands", "bog"),
        New("farmland", "biome", "farm", "farms", "field", "fields", "agriculture", "crops", "rural"),
        New("moor", "biome", "moors", "moorland", "heath", "heather"),
        New("saltflat", "biome", "saltflats", "salt", "playa", "salar"),
        New("glacier", "biome", "glaciers", "icecap", "icefield", "glacial"),
        New("sea", "water", "seas", "ocean", "oceans", "marine"),
        New("coast", "water", "coasts", "coastal", "coastline", "shore", "beach", "beaches", "bay"),
        New("island", "water", "islands", "isle", "isles", "archipelago"),
        New("lake", "water", "lakes", "pond", "ponds", "tarn", "reservoir"),
        New("river", "water", "rivers", "stream", "streams", "creek"),
        New("fjord", "water", "fjords", "fiord", "fiords", "sound"),
        New("lagoon", "water", "lagoons", "reef", "reefs", "atoll", "coral"),
        New("seaice", "water", "floe", "floes", "pack-ice", "iceberg", "icebergs"),
        New("spring", "season", "springtime", "vernal"),
        New("summer", "season", "summertime"),
        New("autumn", "season", "fall", "autumnal", "foliage"),
        New("winter", "season", "wintry", "wintertime", "cold"),
        New("snow", "season", "snowy", "snows", "snowfall", "snow-covered"),
        New("drought", "season", "dry", "parched"),
        New("dawn", "light", "sunrise", "daybreak"),
        New("morning", "light", "mornings"),
        New("noon", "light", "midday", "noonday"),
        New("afternoon", "light", "afternoons"),
        New("dusk", "light", "sunset", "evening", "twilight"),
        New("overcast", "light", "cloudy", "grey", "gray", "diffuse"),
        New("moonlight", "light", "night", "moon", "nocturnal", "moonlit"),
        New("mist", "light", "misty", "fog", "foggy", "haze", "hazy"),
        New("plain", "relief", "plains", "flat", "lowland", "lowlands"),
        New("hills", "relief", "hill", "hilly", "rolling", "downs"),
        New("mountain", "relief", "mountains", "mountainous", "peak", "peaks", "range", "summit"),
        New("canyon", "relief", "canyons", "gorge", "gorges", "ravine"),
        New("mesa", "relief", "mesas", "butte", "buttes", "tableland"),
        New("dunes", "relief", "dune", "erg"),
        New("volcano", "relief", "volcanoes", "volcanic", "lava", "crater", "caldera"),
        New("badlands", "relief", "badland", "gully", "gullies", "eroded"),
        New("plateau", "relief", "plateaus", "plateaux", "upland", "uplands"),
        New("village", "human", "villages", "town", "towns", "settlement", "houses", "hamlet"),
        New("road", "human", "roads", "highway", "highways", "track"),
    ];

    static LandscapeTag New(string name, string group, params ReadOnlySpan<string> aliases) => new(name, group, [.. aliases]);
}
