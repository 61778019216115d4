using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>
/// Works of man on level ground. Districts are Voronoi cells with a heading of their own; their borders carry the roads, their middles the
/// villages, and a turned grid divides them into parcels with crops and rows.
/// </summary>
sealed class Parcels
{
    const int Shift = 15; // districts of 2048 m
    const float Size = (1 << Shift) / (float)Octave.Unit;

    readonly LandParameters _p;
    readonly uint _seed;
    readonly VF _red, _green, _blue;
    readonly Fractal _extent, _bend;
    readonly Octave _highway;

    public Parcels(ulong seed, LandParameters p)
    {
        _p = p;
        _seed = (uint)Octave.Mix(seed + 1);
        _extent = new(Octave.Mix(seed + 2), 7000, 700, 0.5);
        _bend = new(Octave.Mix(seed + 3), 2600, 300, 0.5);
        _highway = new(9000, Octave.Mix(seed + 4));
        Span<float> r = stackalloc float[16], g = stackalloc float[16], b = stackalloc float[16];
        for (var i = 0; i < 16; i++)
        {
            var crop = Crop(i, p.Seasons);
            (r[i], g[i], b[i]) = (crop.R, crop.G, crop.B);
        }

        _red = Vector512.Create<float>(r);
        _green = Vector512.Create<float>(g);
        _blue = Vector512.Create<float>(b);
    }

    public Rgb Paint(ref Site s, Rgb colour)
    {
        if (_p.Fields <= 0f && _p.Road <= 0f && _p.Village <= 0f)
        {
            return colour;
        }

        var tame = Step(0.02f, 0.12f, VF.One - s.Water) * (VF.One - Step(0.14f, 0.30f, s.Slope)) * (VF.One - s.Beach);
        var wx = s.X + Vector512.ConvertToInt32(_bend.Sum(s.X, s.Y, s.Mpp) * V(260f * Octave.Unit));
        var wy = s.Y + Vector512.ConvertToInt32(_bend.Sum(s.Y, s.X, s.Mpp) * V(260f * Octave.Unit));
        Districts(wx, wy, out var dx, out var dy, out var id, out var middle, out var border);
        Heading(id, out var cos, out var sin);
        var u = Fma(cos, dx, sin * dy);
        var v = Fma(cos, dy, -sin * dx);
        if (_p.Fields > 0f)
        {
            var open = Step(-0.15f, 0.0f, _extent.Sum(s.X, s.Y, s.Mpp) + V((1.15f * _p.Fields) - 0.72f)) * tame;
            var fields = Fields(s, id, u, v, out var rows);
            s.Bump = Mix(s.Bump, rows, open);
            colour = Rgb.Mix(colour, fields, open * V(MathF.Min(1f, _p.Fields * 1.5f) * 0.96f));
        }

        return Settle(ref s, colour, id, u, v, middle, border, tame);
    }

    Rgb Fields(in Site s, VU id, VF u, VF v, out VF rows)
    {
        var kind = Unit(id * Vector512.Create(0x9E3779B1u));
        var wide = Fma(kind, V(260f), V(190f));
        var deep = Fma(Unit(id * Vector512.Create(0x85EBCA77u)), V(420f), V(330f));
        var pu = u / wide;
        var pv = v / deep;
        var cu = Vector512.Floor(pu);
        var cv = Vector512.Floor(pv);

        // Bilinear mixing with a slope set by the pixel: exact box filtering of the borders along the grid.
        var tu = Saturate(Fma(pu - cu - V(0.5f), wide / V(MathF.Max(s.Mpp * 1.3f, 3f)), V(0.5f)));
        var tv = Saturate(Fma(pv - cv - V(0.5f), deep / V(MathF.Max(s.Mpp * 1.3f, 3f)), V(0.5f)));
        var iu = Vector512.ConvertToInt32(cu);
        var iv = Vector512.ConvertToInt32(cv);
        var seed = id.AsInt32();
        var c00 = Crops(iu, iv, seed);
        var c10 = Crops(iu + VI.One, iv, seed);
        var c01 = Crops(iu, iv + VI.One, seed);
        var c11 = Crops(iu + VI.One, iv + VI.One, seed);
        var colour = Rgb.Mix(Rgb.Mix(c00, c10, tu), Rgb.Mix(c01, c11, tu), tv);

        // Rows 26 m apart, and hedges along every border (where the mixing is halfway).
        var seen = Octave.Fade(26f / s.Mpp) * 0.16f;
        rows = VF.One;
        if (seen > 0f)
        {
            var phase = u * V(1f / 26f);
            phase -= Vector512.Floor(phase);
            rows = Fma(Vector512.Abs(phase - V(0.5f)) - V(0.25f), V(4f * seen), rows);
        }

        var edge = Vector512.Min(Vector512.Abs(pu - cu - V(0.5f)) * wide, Vector512.Abs(pv - cv - V(0.5f)) * deep);
        var hedge = Saturate((V(6f + (0.5f * s.Mpp)) - edge) / V(s.Mpp)) * V(MathF.Min(1f, 12f / s.Mpp) * 0.55f);
        return Rgb.Mix(colour, Tint.Hex(0x42592f), hedge * Step(0.25f, 0.45f, kind));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Rgb Crops(VI u, VI v, VI district)
    {
        var index = (Hash(u + district, v, _seed) >>> 28).AsInt32();
        return new(Vector512.ShuffleNative(_red, index), Vector512.ShuffleNative(_green, index), Vector512.ShuffleNative(_blue, index));
    }

    Rgb Settle(ref Site s, Rgb colour, VU id, VF u, VF v, VF middle, VF border, VF tame)
    {
        if (_p.Road > 0f)
        {
            const float half = 8f;
            var road = Saturate((V(half + (0.5f * s.Mpp)) - border) / V(s.Mpp)) * V(MathF.Min(1f, 2.4f * half / s.Mpp));
            colour = Rgb.Mix(colour, Tint.Hex(0xcbbfa8), road * tame * V(0.9f * MathF.Min(1f, _p.Road * 1.6f)));

            // Highways wind along the zero lines of a noise field, over hills too.
            var n = Value(_highway, s.X, s.Y, out var gx, out var gy);
            var d = Vector512.Abs(n) / Vector512.Sqrt(Fma(gx, gx, Fma(gy, gy, V(1e-9f))));
            const float wide = 24f;
            var highway = Saturate((V(wide + (0.5f * s.Mpp)) - d) / V(s.Mpp)) * V(MathF.Min(1f, 2f * wide / s.Mpp));
            var passable = (VF.One - Step(0.6f, 1.1f, s.Slope)) * (VF.One - s.Water);
            colour = Rgb.Mix(colour, Tint.Hex(0xd8cebc), highway * passable * V(_p.Highway));
        }

        if (_p.Village <= 0f)
        {
            return colour;
        }

        // Houses: small lots of the district's grid, some built on, fewer away from the middle.
        var reach = Fma(Unit(id * Vector512.Create(0xC2B2AE3Du)), V(430f), V(170f));
        var built = Step(V(0f), V(260f), reach - middle) * tame * Step(0.0f, 0.1f, V(_p.Village * 1.3f) - Unit(id));
        var pu = u * V(1f / 34f);
        var pv = v * V(1f / 28f);
        var cu = Vector512.Floor(pu);
        var cv = Vector512.Floor(pv);
        var h = Hash(Vector512.ConvertToInt32(cu) + id.AsInt32(), Vector512.ConvertToInt32(cv), _seed ^ 0x5bd1e995u);
        var du = V(9f + (0.5f * s.Mpp)) - (Vector512.Abs(pu - cu - V(0.5f)) * V(34f));
        var dv = V(7f + (0.5f * s.Mpp)) - (Vector512.Abs(pv - cv - V(0.5f)) * V(28f));
        var sharp = Octave.Fade(34f / s.Mpp);
        var house = Mix(V(0.27f), Saturate(du * V(1f / s.Mpp)) * Saturate(dv * V(1f / s.Mpp)), V(sharp));
        var there = Mix(V(0.72f), Step(0.27f, 0.29f, Unit(h)), V(sharp));
        var roof = Rgb.Mix(Tint.Hex(0xa0563f), Tint.Hex(0xb9aea2), Mix(V(0.4f), Unit(h * Vector512.Create(0x9E3779B1u)), V(sharp)));
        colour = Rgb.Mix(colour, Tint.Hex(0x8d8f68), built * V(0.6f));
        s.Bump = Mix(s.Bump, VF.One, built);
        return Rgb.Mix(colour, roof, built * house * there);
    }

    void Districts(VI x, VI y, out VF dx, out VF dy, out VU id, out VF middle, out VF border)
    {
        var cx = x >> Shift;
        var cy = y >> Shift;
        var best = V(1e9f);
        var second = V(1e9f);
        var (bx, by, sx, sy) = (VF.Zero, VF.Zero, VF.Zero, VF.Zero);
        id = VU.Zero;
        for (var j = -1; j <= 1; j++)
        {
            for (var i = -1; i <= 1; i++)
            {
                var gx = cx + Vector512.Create(i);
                var gy = cy + Vector512.Create(j);
                var h = Hash(gx, gy, _seed);
                var px = (Vector512.ConvertToSingle(x - (gx << Shift)) * V(1f / Octave.Unit)) - (Fma(Unit(h), V(0.7f), V(0.15f)) * V(Size));
                var py = (Vector512.ConvertToSingle(y - (gy << Shift)) * V(1f / Octave.Unit)) - (Fma(Unit(h * Vector512.Create(0x9E3779B1u)), V(0.7f), V(0.15f)) * V(Size));
                var d = Fma(px, px, py * py);
                var closer = Vector512.LessThan(d, best);
                var next = Vector512.LessThan(d, second);
                second = Vector512.ConditionalSelect(closer, best, Vector512.ConditionalSelect(next, d, second));
                sx = Vector512.ConditionalSelect(closer, bx, Vector512.ConditionalSelect(next, px, sx));
                sy = Vector512.ConditionalSelect(closer, by, Vector512.ConditionalSelect(next, py, sy));
                best = Vector512.ConditionalSelect(closer, d, best);
                bx = Vector512.ConditionalSelect(closer, px, bx);
                by = Vector512.ConditionalSelect(closer, py, by);
                id = Vector512.ConditionalSelect(closer.AsUInt32(), h, id);
            }
        }

        (dx, dy) = (bx, by);
        middle = Vector512.Sqrt(best);
        var ex = bx - sx;
        var ey = by - sy;
        border = (second - best) * V(0.5f) / Vector512.Sqrt(Fma(ex, ex, Fma(ey, ey, VF.One)));
    }

    static Tint Crop(int index, Seasons seasons)
    {
        ReadOnlySpan<uint> summer =
        [
            0x8fa84a, 0xcdb765, 0x6f8f3e, 0xd9c67a, 0xa5b455, 0x5d8038, 0xb79d5c, 0x7e9d45,
            0xc7a864, 0x93a35a, 0xe0cf8a, 0x4f7434, 0xa98b5a, 0x88ac4e, 0xbfb56a, 0x76883f,
        ];
        ReadOnlySpan<uint> spring = [0x86b545, 0x7fae3f, 0x9cc454, 0xe3d548, 0x8c7355, 0x6fa03a, 0xa2895f, 0x92bd4c];
        ReadOnlySpan<uint> autumn = [0xa58458, 0xc79d58, 0x8a6d4c, 0xd0ab68, 0x97804f, 0x7f8748, 0xb78a52, 0x75604a];
        ReadOnlySpan<uint> winter = [0x8b7a62, 0x97866c, 0x7b6c58, 0x8d8a5e, 0xa29278, 0x6f6553, 0x93805f, 0x7f8357];
        ReadOnlySpan<uint> drought = [0xd2b475, 0xc4a063, 0xb08d58, 0xdcc488, 0xbb9a5f, 0xa8905a, 0xcbb07a, 0x9d8450];
        var t = Tint.Hex(summer[index]);
        t = Tint.Mix(t, Tint.Hex(spring[index & 7]), 0.85f * seasons.Spring);
        t = Tint.Mix(t, Tint.Hex(autumn[index & 7]), 0.85f * seasons.Autumn);
        t = Tint.Mix(t, Tint.Hex(winter[index & 7]), 0.9f * seasons.Winter);
        return Tint.Mix(t, Tint.Hex(drought[index & 7]), 0.85f * seasons.Drought);
    }
}
