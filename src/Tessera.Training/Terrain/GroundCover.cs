using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>Soil, grass, rock, sand and trees.</summary>
sealed class GroundCover
{
    const float MeanCrack = 0.16f;

    readonly LandParameters _p;
    readonly Fractal[] _borders = new Fractal[TagTable.Biomes];
    readonly Fractal _patches, _grain, _stands, _species;
    readonly Octave _crown, _canopy, _lone, _cracks;
    readonly int[] _present; // biomes of some weight, at least one
    readonly bool _anyTrees;

    public GroundCover(ulong seed, LandParameters p)
    {
        ulong S(ulong n) => Octave.Mix(seed ^ Octave.Mix(n));
        _p = p;
        _present = [.. Enumerable.Range(0, TagTable.Biomes).Where(i => p.BiomeWeights[i] > 0f)];
        _anyTrees = _present.Any(i => p.Biomes[i].Trees > 0f);
        for (var i = 0; i < _borders.Length; i++)
        {
            _borders[i] = new(S((ulong)i), 16000, 250, 0.55);
        }

        _patches = new(S(100), 5200, 160, 0.68);
        _grain = new(S(101), 220, 8, 0.66);
        _stands = new(S(102), 3600, 28, 0.66);
        _species = new(S(103), 1400, 40, 0.8);
        _crown = new(23, S(104));
        _canopy = new(45, S(105));
        _lone = new(46, S(106));
        _cracks = new(150, S(107));
    }

    public Rgb Paint(ref Site s)
    {
        Blend(s, out var groundA, out var groundB, out var treeA, out var treeB, out var rock, out var trees, out var pools);
        var patches = _patches.Sum(s.X, s.Y, s.Mpp);
        var grain = _grain.Sum(s.X, s.Y, s.Mpp);
        var colour = Rgb.Mix(groundA, groundB, Step(-0.55f, 0.55f, patches + (s.Height * V(0.0004f)) - V(0.1f)));
        s.Bump = Fma(patches, V(0.07f), Fma(grain, V(0.06f), VF.One));

        // Grass gives way to scree and rock with steepness and height.
        var bare = Step(0.62f, 1.15f, s.Slope + (patches * V(0.10f)) + (grain * V(0.06f)) + (Step(1500f, 2400f, s.Height) * V(0.45f)));
        colour = Rgb.Mix(colour, Strata(s, rock, patches), bare);
        if (_p.Mesa > 0f)
        {
            // Old, stained tops above pale plains.
            var top = Step(60f, 220f, s.Height - V(_p.Bias) + (patches * V(60f)) - V(120f)) * s.Flat;
            colour = Rgb.Mix(colour, Rgb.Mix(Tint.Hex(0x9a5a3a), Tint.Hex(0x7f5a3c), Step(-0.5f, 0.5f, patches)), top * V(0.7f * _p.Mesa));
        }

        if (_p.Volcano > 0f)
        {
            var ash = Step(150f, 1000f, s.Height - V(_p.Bias) + (patches * V(200f))) * V(0.93f * _p.Volcano);
            colour = Rgb.Mix(colour, Rgb.Mix(Tint.Hex(0x3b3432), Tint.Hex(0x5d4a42), Step(-0.5f, 0.6f, grain + patches)), ash);
        }

        colour = Rgb.Mix(colour, Tint.Hex(0xdccfa6), s.Beach * (VF.One - Step(0.1f, 0.35f, s.Slope)) * V(0.85f));
        s.Bump = Fma(grain * bare, V(0.22f), s.Bump);
        if (_anyTrees)
        {
            colour = Trees(ref s, colour, treeA, treeB, trees, patches, grain);
        }

        Pools(ref s, pools);
        return Cracks(s, colour);
    }

    void Blend(in Site s, out Rgb groundA, out Rgb groundB, out Rgb treeA, out Rgb treeB, out Rgb rock, out VF trees, out VF pools)
    {
        var first = _present[0];
        var b = _p.Biomes[first];
        (groundA, groundB, treeA, treeB, rock) = (Rgb.Of(b.GroundA), Rgb.Of(b.GroundB), Rgb.Of(b.TreeA), Rgb.Of(b.TreeB), Rgb.Of(b.Rock));
        (trees, pools) = (V(b.Trees), V(b.Pools));
        if (_present.Length == 1)
        {
            return;
        }

        var total = V(_p.BiomeWeights[first] * _p.BiomeWeights[first]) * Prevalence(s, first);
        foreach (var i in _present.AsSpan(1))
        {
            var share = V(_p.BiomeWeights[i] * _p.BiomeWeights[i]) * Prevalence(s, i);
            total += share;
            var t = share / total;
            b = _p.Biomes[i];
            groundA = Rgb.Mix(groundA, b.GroundA, t);
            groundB = Rgb.Mix(groundB, b.GroundB, t);
            treeA = Rgb.Mix(treeA, b.TreeA, t);
            treeB = Rgb.Mix(treeB, b.TreeB, t);
            rock = Rgb.Mix(rock, b.Rock, t);
            trees = Mix(trees, V(b.Trees), t);
            pools = Mix(pools, V(b.Pools), t);
        }
    }

    /// <summary>A steep function of a field of its own divides the land among the biomes with soft borders.</summary>
    VF Prevalence(in Site s, int biome)
    {
        var n = _borders[biome].Sum(s.X, s.Y, s.Mpp) + V(1.6f);
        n = Vector512.Max(n, V(0.05f));
        n *= n;
        n *= n;
        return n * n;
    }

    /// <summary>Banded sediments where the relief is of mesas, canyons or badlands.</summary>
    Rgb Strata(in Site s, Rgb rock, VF patches)
    {
        var amount = MathF.Min(1f, _p.Mesa + _p.Canyon + _p.Badlands);
        if (amount <= 0f)
        {
            return rock;
        }

        var level = Fma(s.Height, V(1f / 62f), patches * V(0.6f));
        var phase = level - Vector512.Floor(level);
        var wave = Vector512.Abs(Fma(phase, V(2f), V(-1f)));

        // Bands thinner than a pixel's drop fade to their mean.
        var seen = VF.One - Step(12f, 60f, s.Slope * V(s.Mpp));
        var band = Mix(V(0.5f), Step(0.2f, 0.8f, wave), seen);
        return Rgb.Mix(rock, Rgb.Mix(Tint.Hex(0xa8512f), Tint.Hex(0xe3ad78), band), V(0.85f * amount));
    }

    Rgb Trees(ref Site s, Rgb colour, Rgb treeA, Rgb treeB, VF trees, VF patches, VF grain)
    {
        var stands = _stands.Sum(s.X, s.Y, s.Mpp);
        var line = Step(0f, 350f, V(_p.TreeLine) - s.Height + (patches * V(160f)));
        var wanted = trees * line * (VF.One - Step(0.65f, 1.15f, s.Slope)) * (VF.One - s.Beach) * (VF.One - s.Water);

        // A threshold of a noise of standard deviation near 0.5 leaves about the wanted share covered.
        var cut = Fma(wanted, V(-2.6f), V(1.3f));
        var soft = V(0.10f + MathF.Min(0.4f, s.Mpp * 0.004f));
        var cover = Step(cut - soft, cut + soft, stands + (s.Shelter * V(0.25f)) - V(0.1f)) * Step(0f, 0.03f, wanted);
        var kind = Step(-0.6f, 0.6f, _species.Sum(s.X, s.Y, s.Mpp));
        var crowns = _canopy.Visible(s.Mpp) * 0.26f;
        var texture = Fma(grain, V(0.13f), VF.One);
        if (crowns > 0f)
        {
            texture = Fma(Value(_canopy, s.X, s.Y), V(crowns), texture);
            var fine = _crown.Visible(s.Mpp);
            if (fine > 0f)
            {
                // Crowns: domes lit from the side of the sun, each of a tone of its own.
                var dome = Cells.Heads(_crown, s.X, s.Y, out var east, out var south, out var id);
                var lit = (east * V(_p.Light.X)) + (south * V(_p.Light.Y));
                texture = Fma((dome * V(0.75f)) + (lit * V(0.8f)) + (Unit(id) * V(0.35f)) - V(0.71f), V(fine), texture);
            }
        }

        s.Bump = Mix(s.Bump, texture, cover);
        colour = LoneTrees(s, colour, treeA, wanted * Step(-0.2f, 0.9f, stands - cut + V(0.95f) + (grain * V(0.5f))));
        return Rgb.Mix(colour, Rgb.Mix(treeA, treeB, kind), cover);
    }

    /// <summary>Single trees and bushes outside the stands.</summary>
    Rgb LoneTrees(in Site s, Rgb colour, Rgb tree, VF wanted)
    {
        var visible = _lone.Visible(s.Mpp);
        var density = Saturate(wanted * V(1.5f)) * V(0.85f);
        if (visible <= 0f)
        {
            return Rgb.Mix(colour, tree, density * V(0.06f));
        }

        var dot = Cells.Dot(_lone, s.X, s.Y, 0.19f, s.Mpp, out var side, out var id);
        var there = dot * Step(V(-0.02f), V(0.02f), density - Unit(id * Vector512.Create(0x9E3779B1u)));
        return Rgb.Mix(colour, tree * Fma(side, V(0.25f * _p.Light.X), VF.One), Mix(density * V(0.06f), there, V(visible)));
    }

    /// <summary>Polygons of frost in tundra and of salt on flats.</summary>
    Rgb Cracks(in Site s, Rgb colour)
    {
        var salt = _p.BiomeWeights[(int)Tag.Saltflat];
        var frost = _p.BiomeWeights[(int)Tag.Tundra];
        if (salt + frost <= 0f)
        {
            return colour;
        }

        // Where the cracks are too fine to see, their mean remains.
        var visible = _cracks.Visible(s.Mpp);
        var dark = Tint.Mix(Tint.Hex(0x4d5540), Tint.Hex(0xb9a48e), salt);
        var share = s.Flat * V(0.55f * MathF.Max(salt, frost));
        if (visible <= 0f)
        {
            return Rgb.Mix(colour, dark, share * V(MeanCrack));
        }

        var border = Cells.Border(_cracks, s.X, s.Y, out var id);
        var line = VF.One - Step(0f, 0.10f + (s.Mpp / _cracks.Wavelength), border);
        var tone = (Unit(id) - V(0.5f)) * V(0.16f * visible) + VF.One;
        return Rgb.Mix(colour * tone, dark, share * Mix(V(MeanCrack), line, V(visible)));
    }

    /// <summary>Small still waters of tundra and marsh.</summary>
    void Pools(ref Site s, VF pools)
    {
        var wet = pools * s.Flat;
        if (!Vector512.GreaterThanAny(wet, V(0.01f)))
        {
            return;
        }

        var level = V(0.95f) - (wet * V(1.6f));
        var soft = V(0.05f + MathF.Min(0.25f, s.Mpp * 0.003f));
        var pool = Step(level - soft, level + soft, _species.Sum(s.Y, s.X, s.Mpp)) * Step(0.01f, 0.05f, wet);
        s.Water = Vector512.Max(s.Water, pool);
        s.Depth = Vector512.Max(s.Depth, pool * V(1.5f));
    }
}
