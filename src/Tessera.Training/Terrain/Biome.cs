using System.Runtime.InteropServices;

namespace Tessera.Training.Terrain;

/// <summary>What grows and lies on the ground of one biome, in one season.</summary>
/// <param name="GroundA">One of two ground colours that mix in patches.</param>
/// <param name="GroundB">The other.</param>
/// <param name="TreeA">Crowns.</param>
/// <param name="TreeB">Crowns of the other kind of tree.</param>
/// <param name="Rock">Bare rock on steep ground.</param>
/// <param name="Trees">Share of the ground under trees, 0..1.</param>
/// <param name="Pools">Share of flat ground under small pools, 0..1.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Biome(Tint GroundA, Tint GroundB, Tint TreeA, Tint TreeB, Tint Rock, float Trees, float Pools)
{
    static readonly Biome[] Summer =
    [
        New(0x6c8149, 0x8d8f5a, 0x33492f, 0x45593a, 0x8f8a83, 0.40f, 0f), // alpine
        New(0x7f9150, 0x9c9f60, 0x2c4a2a, 0x4a6636, 0x86807a, 0.70f, 0f), // forest
        New(0x747d58, 0x86805c, 0x20372d, 0x33493a, 0x7f7f7c, 0.66f, 0.04f), // taiga
        New(0x5f8f35, 0x84913f, 0x14471f, 0x2f6a2b, 0x6f5a48, 0.84f, 0f), // jungle
        New(0x92a64c, 0xb4b267, 0x52703a, 0x5e7a40, 0x968c78, 0.05f, 0f), // grassland
        New(0xbb9c55, 0xcdb46f, 0x566631, 0x6c773b, 0x9b7350, 0.30f, 0f), // savanna
        New(0xdfb67c, 0xcb9a60, 0x7d7a4a, 0x7d7a4a, 0xa8714c, 0f, 0f), // desert
        New(0x8f8458, 0x6c7a5f, 0x5d6b4f, 0x5d6b4f, 0x84827f, 0f, 0.20f), // tundra
        New(0x5f7a3f, 0x86834a, 0x3d5a33, 0x4d6638, 0x77726a, 0.22f, 0.45f), // marsh
        New(0x9aa853, 0xb9ab68, 0x3a5a2d, 0x4a6835, 0x8c8476, 0.42f, 0f), // farmland
        New(0x75584f, 0x86704f, 0x47553a, 0x47553a, 0x7d7b78, 0.03f, 0.10f), // moor
        New(0xf0ebe2, 0xdccfc0, 0x8a8a60, 0x8a8a60, 0xa58a73, 0f, 0.05f), // saltflat
        New(0xf2f7fb, 0xd5e4ef, 0x5d6b4f, 0x5d6b4f, 0x6c6a6a, 0f, 0f), // glacier
    ];

    /// <summary>The biome in a mixture of seasons, each 0..1.</summary>
    public static Biome InSeason(Tag tag, Seasons seasons)
    {
        var b = Summer[(int)tag];
        if (tag is Tag.Desert or Tag.Saltflat or Tag.Glacier)
        {
            return b;
        }

        var evergreen = tag switch { Tag.Taiga => 0.85f, Tag.Jungle => 0.95f, Tag.Alpine => 0.55f, Tag.Savanna => 0.6f, _ => 0f };
        var grass = tag is Tag.Jungle ? 0.3f : 1f;
        var leaf = 1f - evergreen;
        b = b.Turn(0x8fb04c, 0.50f * grass * seasons.Spring, 0x5f8a35, 0x74983f, 0.55f * leaf * seasons.Spring);
        b = b.Turn(0xb58e4a, 0.55f * grass * seasons.Autumn, 0xb5561f, 0xd09a2c, 0.92f * leaf * seasons.Autumn);
        b = b.Turn(0x9a8c74, 0.75f * grass * seasons.Winter, 0x6a5a4e, 0x77685a, 0.9f * leaf * seasons.Winter);
        return b.Turn(0xcfae6c, 0.8f * grass * seasons.Drought, 0x8d8648, 0x9b8a4c, 0.55f * seasons.Drought);
    }

    Biome Turn(uint ground, float groundShare, uint treeA, uint treeB, float treeShare) => this with
    {
        GroundA = Tint.Mix(GroundA, Tint.Hex(ground), groundShare),
        GroundB = Tint.Mix(GroundB, Tint.Hex(ground), groundShare * 0.75f),
        TreeA = Tint.Mix(TreeA, Tint.Hex(treeA), treeShare),
        TreeB = Tint.Mix(TreeB, Tint.Hex(treeB), treeShare),
    };

    static Biome New(uint groundA, uint groundB, uint treeA, uint treeB, uint rock, float trees, float pools) =>
        new(Tint.Hex(groundA), Tint.Hex(groundB), Tint.Hex(treeA), Tint.Hex(treeB), Tint.Hex(rock), trees, pools);
}
