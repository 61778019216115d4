using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>Paints a tile: heights first, then ground, plants, works of man, snow, water, light and air.</summary>
sealed class Painter
{
    readonly LandParameters _p;
    readonly Relief _relief;
    readonly GroundCover _ground;
    readonly Parcels _parcels;
    readonly SnowCover _snow;
    readonly WaterSurface _water;
    readonly Fractal _fog;

    public Painter(ulong seed, LandParameters p)
    {
        ulong S(ulong n) => Octave.Mix(seed ^ Octave.Mix(n + 100));
        _p = p;
        _relief = new(S(1), p);
        _ground = new(S(2), p);
        _parcels = new(S(3), p);
        _snow = new(S(4), p);
        _water = new(S(5), p);
        _fog = new(S(6), 9000, 300, 0.55);
    }

    public void Paint(Tile tile, Span<byte> rgb, int stride)
    {
        Raise(tile);
        Span<float> colours = stackalloc float[48];
        for (var row = 0; row < tile.Lines; row++)
        {
            for (var column = 0; column < tile.Width; column += 16)
            {
                var site = Look(tile, row, column);
                var colour = Colour(ref site);
                Store(colour, colours);
                var count = Math.Min(16, tile.Width - column);
                var target = rgb.Slice((row * stride) + (column * 3), count * 3);
                for (var i = 0; i < count; i++)
                {
                    target[3 * i] = (byte)colours[i];
                    target[(3 * i) + 1] = (byte)colours[16 + i];
                    target[(3 * i) + 2] = (byte)colours[32 + i];
                }
            }
        }
    }

    void Raise(Tile tile)
    {
        for (var row = 0; row < tile.Lines + 2; row++)
        {
            var y = Vector512.Create(tile.Y[row]);
            for (var column = 0; column < tile.Width + 2; column += 16)
            {
                _relief.Sample(Vector512.LoadUnsafe(ref tile.X[column]), y, tile.MetresPerPixel, out var ground);
                var at = (nuint)((row * Tile.Stride) + column);
                ground.Height.StoreUnsafe(ref tile.Height[0], at);
                ground.Depth.StoreUnsafe(ref tile.Depth[0], at);
                ground.River.StoreUnsafe(ref tile.River[0], at);
                ground.Shelter.StoreUnsafe(ref tile.Shelter[0], at);
            }
        }
    }

    static Site Look(Tile tile, int row, int column)
    {
        var at = ((row + 1) * Tile.Stride) + column + 1;
        var mpp = tile.MetresPerPixel;
        var scale = V(0.5f / mpp);
        Site s = default;
        s.Mpp = mpp;
        s.X = Vector512.LoadUnsafe(ref tile.X[column + 1]);
        s.Y = Vector512.Create(tile.Y[row + 1]);
        s.Height = Load(tile.Height, at);
        s.SlopeX = (Load(tile.Height, at + 1) - Load(tile.Height, at - 1)) * scale;
        s.SlopeY = (Load(tile.Height, at + Tile.Stride) - Load(tile.Height, at - Tile.Stride)) * scale;
        s.Slope = Vector512.Sqrt(Fma(s.SlopeX, s.SlopeX, s.SlopeY * s.SlopeY));
        s.Shelter = Load(tile.Shelter, at);
        s.Depth = Load(tile.Depth, at);
        var dx = (Load(tile.Depth, at + 1) - Load(tile.Depth, at - 1)) * scale;
        var dy = (Load(tile.Depth, at + Tile.Stride) - Load(tile.Depth, at - Tile.Stride)) * scale;
        var steep = Vector512.Sqrt(Fma(dx, dx, Fma(dy, dy, V(1e-6f))));
        var river = Load(tile.River, at);
        s.Water = Vector512.Max(Saturate(Fma(s.Depth / steep, V(1f / mpp), V(0.5f))), river);
        s.Depth = Vector512.Max(s.Depth, river * V(28f));
        s.Beach = VF.One - Step(V(4f), V(22f) + (s.Slope * V(mpp)), s.Height);
        s.Bump = VF.One;
        s.Flat = VF.One - Step(0.05f, 0.22f, s.Slope);
        return s;
    }

    static VF Load(float[] plane, int at) => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(plane), (nuint)at);

    Rgb Colour(ref Site s)
    {
        var lit = default(Rgb);
        if (Vector512.LessThanAny(s.Water, VF.One))
        {
            var colour = _ground.Paint(ref s);
            colour = _parcels.Paint(ref s, colour);
            colour = _snow.Paint(ref s, colour);
            lit = Shade(s, colour);
        }

        if (Vector512.GreaterThanAny(s.Water, VF.Zero))
        {
            // Where all is water the land must not even leave its rounding: packs of 16 may have skipped it.
            var dry = Vector512.LessThan(s.Water, VF.One);
            var water = _water.Paint(s);
            lit = Rgb.Select(dry, Rgb.Mix(lit, water, s.Water), water);
        }

        return Air(s, lit);
    }

    Rgb Shade(in Site s, Rgb colour)
    {
        var light = _p.Light;
        var up = VF.One / Vector512.Sqrt(Fma(s.Slope, s.Slope, VF.One));
        var facing = (V(light.Z) - (s.SlopeX * V(light.X)) - (s.SlopeY * V(light.Y))) * up;

        // A soft foot instead of a hard zero keeps a coarse picture near the mean of the fine one.
        var sun = V(0.5f) * (facing + Vector512.Sqrt(Fma(facing, facing, V(0.012f))));
        var open = (VF.One - (s.Shelter * V(0.35f))) * Fma(up, V(0.4f), V(0.6f));
        var shadow = VF.One - (s.Shelter * V(0.45f * (1f - light.Z)));
        return colour * (Rgb.Of(light.Sun) * (sun * shadow * V(0.92f)) + (Rgb.Of(light.Sky) * open)) * s.Bump;
    }

    Rgb Air(in Site s, Rgb colour)
    {
        var light = _p.Light;
        var low = VF.One - (Step(-300f, 2400f, s.Height) * V(0.7f));
        colour = Rgb.Mix(colour, light.Haze, low * V(light.Air));
        if (light.Fog > 0f)
        {
            var bank = _fog.Sum(s.X, s.Y, s.Mpp);
            var fog = Step(-0.15f, 0.95f, bank + (s.Shelter * V(0.7f)) - (s.Height * V(0.0003f))) * V(light.Fog * 0.88f);
            colour = Rgb.Mix(colour, light.Haze + new Tint(0.05f, 0.05f, 0.05f), fog);
        }

        return colour;
    }

    static void Store(Rgb c, Span<float> to)
    {
        Encode(c.R).CopyTo(to);
        Encode(c.G).CopyTo(to[16..]);
        Encode(c.B).CopyTo(to[32..]);
    }

    /// <summary>A shoulder above 0.75, then the square root as a transfer curve.</summary>
    static VF Encode(VF linear)
    {
        var x = Vector512.Max(linear, VF.Zero);
        var over = Vector512.Max(x - V(0.6f), VF.Zero);
        x = Vector512.Min(x, V(0.6f)) + (over / Fma(over, V(2.2f), VF.One));
        return Fma(Vector512.Sqrt(Vector512.Min(x, VF.One)), V(255f), V(0.5f));
    }
}
