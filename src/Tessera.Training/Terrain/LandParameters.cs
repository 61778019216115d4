namespace Tessera.Training.Terrain;

/// <summary>Numbers of a land, each a continuous function of the tag weights. Lengths are metres.</summary>
sealed class LandParameters
{
    public required float[] BiomeWeights { get; init; }
    public required Biome[] Biomes { get; init; }
    public required Lighting Light { get; init; }
    public required Seasons Seasons { get; init; }

    public float Bias { get; private init; }
    public float Continent { get; private init; }
    public float Mountain { get; private init; }
    public float Hills { get; private init; }
    public float Dunes { get; private init; }
    public float Canyon { get; private init; }
    public float Mesa { get; private init; }
    public float Volcano { get; private init; }
    public float Badlands { get; private init; }
    public float Plateau { get; private init; }
    public float Island { get; private init; }
    public float Lake { get; private init; }
    public float River { get; private init; }
    public float Brooks { get; private init; }
    public float Fjord { get; private init; }
    public float Lagoon { get; private init; }
    public float SeaIce { get; private init; }
    public float LakeIce { get; private init; }
    public float Tropical { get; private init; }
    public float Peat { get; private init; }
    public float Village { get; private init; }
    public float Road { get; private init; }
    public float Highway { get; private init; }
    public float Fields { get; private init; }
    public float SnowLine { get; private init; }
    public float SnowCover { get; private init; }
    public float TreeLine { get; private init; }

    static float Sum(float[] w, params ReadOnlySpan<Tag> tags)
    {
        var sum = 0f;
        foreach (var tag in tags)
        {
            sum += w[(int)tag];
        }

        return MathF.Min(1f, sum);
    }

    public static LandParameters From(ulong seed, IReadOnlyList<float> tagWeights)
    {
        var w = TagDefaults.Complete(seed, tagWeights);
        float W(Tag tag) => w[(int)tag];
        var seasons = new Seasons(W(Tag.Spring), W(Tag.Autumn), W(Tag.Winter), W(Tag.Snow), W(Tag.Drought));
        var biomes = new Biome[TagTable.Biomes];
        for (var i = 0; i < biomes.Length; i++)
        {
            biomes[i] = Biome.InSeason((Tag)i, seasons);
        }

        var sea = MathF.Max(MathF.Max(W(Tag.Coast) * 0.62f, W(Tag.Sea)), MathF.Max(W(Tag.Fjord) * 0.62f, MathF.Max(W(Tag.Lagoon) * 0.8f, W(Tag.Seaice) * 0.9f)));
        var flatness = 1f - (0.75f * W(Tag.Plain));
        var cold = (0.52f * W(Tag.Snow)) + (0.42f * W(Tag.Winter)) + (0.2f * W(Tag.Glacier)) + (0.1f * W(Tag.Tundra));
        return new LandParameters
        {
            BiomeWeights = w[..TagTable.Biomes],
            Biomes = biomes,
            Light = Lighting.Of(w),
            Seasons = seasons,
            Bias = 650f - (MathF.Max(880f * sea, 820f * W(Tag.Island))) + (160f * W(Tag.Mountain) * sea),
            Continent = 330f,
            Mountain = flatness * ((1300f * W(Tag.Mountain)) + (850f * W(Tag.Alpine)) + (500f * W(Tag.Glacier)) + (600f * W(Tag.Fjord))),
            Hills = flatness * (35f + (260f * W(Tag.Hills)) + (90f * W(Tag.Moor)) + (60f * W(Tag.Forest)) + (60f * W(Tag.Jungle))),
            Dunes = (150f * W(Tag.Dunes)) + (22f * W(Tag.Desert) * (1f - W(Tag.Dunes))),
            Canyon = W(Tag.Canyon),
            Mesa = W(Tag.Mesa),
            Volcano = W(Tag.Volcano),
            Badlands = W(Tag.Badlands),
            Plateau = W(Tag.Plateau),
            Island = W(Tag.Island),
            Lake = W(Tag.Lake),
            River = W(Tag.River),
            Brooks = 0.15f * (1f - Sum(w, Tag.Desert, Tag.Saltflat, Tag.Dunes)),
            Fjord = W(Tag.Fjord),
            Lagoon = W(Tag.Lagoon),
            SeaIce = MathF.Min(1f, W(Tag.Seaice) + (0.35f * W(Tag.Glacier) * sea)),
            LakeIce = MathF.Min(1f, (0.08f * W(Tag.Snow)) + (0.55f * W(Tag.Winter)) + (0.4f * W(Tag.Glacier))),
            Tropical = MathF.Min(1f, W(Tag.Lagoon) + (0.5f * W(Tag.Jungle)) + (0.3f * W(Tag.Desert))),
            Peat = MathF.Min(1f, W(Tag.Marsh) + W(Tag.Moor) + (0.7f * W(Tag.Tundra)) + (0.6f * W(Tag.Taiga))),
            Village = MathF.Min(1f, W(Tag.Village) + (0.25f * W(Tag.Farmland))),
            Road = MathF.Min(1f, W(Tag.Road) + (0.5f * W(Tag.Village)) + (0.4f * W(Tag.Farmland))),
            Highway = MathF.Min(1f, W(Tag.Road) + (0.35f * W(Tag.Village))),
            Fields = MathF.Min(1f, W(Tag.Farmland) + (0.5f * W(Tag.Village))),
            SnowLine = 2050f - (2600f * MathF.Min(1f, cold)),
            SnowCover = MathF.Min(1f, (0.80f * W(Tag.Snow)) + (0.42f * W(Tag.Winter))),
            TreeLine = 1700f - (250f * W(Tag.Alpine)),
        };
    }
}
