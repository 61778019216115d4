using static Tessera.Training.Terrain.Tag;

namespace Tessera.Training.Terrain;

/// <summary>Fills what a prompt leaves open, by the seed, and draws random prompts.</summary>
static class TagDefaults
{
    static readonly Tag[] CommonBiomes = [Forest, Grassland, Alpine, Taiga, Farmland, Savanna, Desert, Tundra];
    static readonly Tag[] CommonSeasons = [Summer, Summer, Spring, Autumn];
    static readonly Tag[] CommonLights = [Morning, Noon, Afternoon];

    /// <summary>The given weights plus defaults for the missing part of each group; the same for the same seed.</summary>
    public static float[] Complete(ulong seed, IReadOnlyList<float> given)
    {
        if (given.Count != TagTable.Count)
        {
            throw new ArgumentException($"a landscape needs {TagTable.Count} tag weights, one for each tag, but got {given.Count}", nameof(given));
        }

        var w = new float[TagTable.Count];
        for (var i = 0; i < w.Length; i++)
        {
            var value = given[i];
            w[i] = value is >= 0f and <= 1f ? value : throw new ArgumentException($"the weight of {TagTable.All[i].Name} is {value}; weights are 0 to 1", nameof(given));
        }

        Fill(w, Dawn, Mist, CommonLights[Draw(seed, 1, CommonLights.Length)]);
        Fill(w, Spring, Drought, CommonSeasons[Draw(seed, 4, CommonSeasons.Length)]);
        Fill(w, Alpine, Glacier, LikelyBiome(seed, w));
        Fill(w, Plain, Plateau, LikelyRelief(seed, w), 0.8f);
        return w;
    }

    static void Fill(float[] w, Tag first, Tag last, Tag fallback, float most = 1f)
    {
        var sum = 0f;
        for (var t = first; t <= last; t++)
        {
            sum += w[(int)t];
        }

        w[(int)fallback] = MathF.Min(1f, w[(int)fallback] + MathF.Max(0f, most - sum));
    }

    static Tag LikelyBiome(ulong seed, float[] w) =>
        w[(int)Dunes] + w[(int)Mesa] + w[(int)Canyon] + w[(int)Badlands] > 0.4f ? Desert
        : w[(int)Mountain] + w[(int)Fjord] > 0.4f ? Alpine
        : w[(int)Lagoon] > 0.4f ? Jungle
        : w[(int)Seaice] > 0.4f ? Tundra
        : w[(int)Village] > 0.4f ? Farmland
        : CommonBiomes[Draw(seed, 2, CommonBiomes.Length)];

    static Tag LikelyRelief(ulong seed, float[] w)
    {
        var steep = w[(int)Alpine] + w[(int)Glacier] + w[(int)Fjord];
        var flat = w[(int)Farmland] + w[(int)Marsh] + w[(int)Saltflat] + w[(int)Savanna] + w[(int)Tundra] + w[(int)Lagoon];
        return steep > 0.3f && steep >= flat ? Mountain
            : flat > 0.4f ? Plain
            : w[(int)Desert] > 0.5f && Draw(seed, 3, 2) == 0 ? Dunes
            : Hills;
    }

    static int Draw(ulong seed, ulong purpose, int count) => (int)(Octave.Mix(seed ^ (purpose * 0xD1B54A32D192ED03)) % (ulong)count);
}
