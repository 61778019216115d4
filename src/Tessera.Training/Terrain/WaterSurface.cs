using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>Colour of sea, lakes and rivers by depth, with surf, reefs and ice.</summary>
sealed class WaterSurface(ulong seed, LandParameters p)
{
    readonly Fractal _swell = new(Octave.Mix(seed + 1), 5000, 40, 0.6);
    readonly Fractal _floes = new(Octave.Mix(seed + 2), 1500, 14, 0.62);
    readonly Fractal _reef = new(Octave.Mix(seed + 3), 2600, 24, 0.6);
    readonly Fractal _bend = new(Octave.Mix(seed + 7), 1300, 80, 0.55);
    readonly Fractal _current = new(Octave.Mix(seed + 8), 11000, 120, 0.56);
    readonly Octave _waves = new(70, Octave.Mix(seed + 9), 2);
    readonly Tint _shallow = Tint.Mix(Tint.Mix(Tint.Hex(0x3f7f8a), Tint.Hex(0x2b4548), p.Peat), Tint.Hex(0x58c9bd), p.Tropical);
    readonly Tint _middle = Tint.Mix(Tint.Hex(0x24597a), Tint.Hex(0x1f87a5), p.Tropical);
    readonly Tint _deep = Tint.Mix(Tint.Hex(0x12304f), Tint.Hex(0x0f4672), p.Tropical);
    readonly Octave _pack = new(260, Octave.Mix(seed + 5));
    readonly Octave _plates = new(2100, Octave.Mix(seed + 6));
    readonly Fractal _surf = new(Octave.Mix(seed + 4), 600, 12, 0.7);

    public Rgb Paint(in Site s)
    {
        var swell = _swell.Sum(s.X, s.Y, s.Mpp);
        var colour = Rgb.Mix(Rgb.Mix(_shallow, _middle, Step(0f, 45f, s.Depth)), _deep, Step(25f, 260f, s.Depth + (swell * V(12f))));
        if (p.Lagoon > 0f)
        {
            var reef = _reef.Sum(s.X, s.Y, s.Mpp) + (Step(-190f, -20f, -s.Depth) * V(1.3f)) - V(0.55f);
            colour = Rgb.Mix(colour, Rgb.Mix(Tint.Hex(0x3ecfc4), Tint.Hex(0xcfe8c4), Step(0.1f, 0.6f, reef)), Step(-0.1f, 0.25f, reef) * V(0.9f * p.Lagoon));
        }

        var texture = Fma(swell, V(0.09f), VF.One);
        var current = Step(0f, 0.55f, Vector512.Abs(_current.Sum(s.X, s.Y, s.Mpp)));
        texture = Fma(current, V(0.30f), texture - V(0.19f));
        var waves = _waves.Visible(s.Mpp) * 0.09f;
        if (waves > 0f)
        {
            texture = Fma(Value(_waves, s.X, s.Y), V(waves) * Step(0f, 12f, s.Depth), texture);
        }

        colour *= texture;
        var atSea = VF.One - Step(-1f, 2f, s.Height);
        colour = Surf(s, colour, atSea);
        colour = Ice(s, colour, atSea);

        // Water mirrors the sky more than it takes the sun.
        var light = p.Light;
        return colour * (Rgb.Of(light.Sun) * V((light.Z * 0.75f) + 0.04f) + Rgb.Of(light.Sky)) + (Rgb.Of(light.Sky) * V(0.085f));
    }

    Rgb Surf(in Site s, Rgb colour, VF atSea)
    {
        var reach = (VF.One - Step(2f, 16f, s.Depth)) * atSea;
        if (!Vector512.GreaterThanAny(reach, VF.Zero))
        {
            return colour;
        }

        var surf = Step(0.15f, 0.8f, _surf.Sum(s.X, s.Y, s.Mpp) + (VF.One - Step(0f, 14f, s.Depth))) * reach;
        return Rgb.Mix(colour, new Tint(0.85f, 0.88f, 0.88f), surf * V(0.55f * (1f - p.SeaIce)));
    }

    Rgb Ice(in Site s, Rgb colour, VF atSea)
    {
        var lakeIce = p.LakeIce;
        if (p.SeaIce + lakeIce <= 0f || !Vector512.GreaterThanAny((atSea * V(p.SeaIce)) + ((VF.One - atSea) * V(lakeIce)), VF.Zero))
        {
            return colour;
        }

        var floes = _floes.Sum(s.X, s.Y, s.Mpp);
        var bx = s.X + Vector512.ConvertToInt32(_bend.Sum(s.X, s.Y, s.Mpp) * V(190f * Octave.Unit));
        var by = s.Y + Vector512.ConvertToInt32(_bend.Sum(s.Y, s.X, s.Mpp) * V(190f * Octave.Unit));
        var cracks = Cells.Border(_pack, bx, by, out var id);
        var leads = VF.One - Step(0f, 0.05f + (1.2f * s.Mpp / _pack.Wavelength), cracks + (floes * V(0.16f)) - V(0.02f)) * V(_pack.Visible(s.Mpp));
        var plate = Cells.Border(_plates, bx, by, out var large);
        leads = Vector512.Max(leads, VF.One - Step(0f, 0.05f + (1.2f * s.Mpp / _plates.Wavelength), plate + (floes * V(0.05f)) - V(0.03f)));
        var tone = Fma(Unit(id) - V(0.5f), V(0.10f * _pack.Visible(s.Mpp)), Fma(Unit(large), V(0.14f), V(0.86f)));
        var edge = V(1.1f) - (atSea * V(2.2f * p.SeaIce)) - ((VF.One - atSea) * V(1.7f * lakeIce));
        var soft = V(0.06f + MathF.Min(0.2f, s.Mpp * 0.003f));
        var ice = Step(edge - soft, edge + soft, floes) * Step(0.001f, 0.1f, (atSea * V(p.SeaIce)) + ((VF.One - atSea) * V(lakeIce)));
        return Rgb.Mix(colour, Rgb.Mix(Tint.Hex(0xb3cfde), Tint.Hex(0xf3f7fa), Step(-0.8f, 0.5f, floes)) * tone, ice * V(0.94f) * (VF.One - (leads * V(0.8f))));
    }
}
