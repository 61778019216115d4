using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>Cellular patterns (Worley 1996): cracks between polygons, and scattered dots.</summary>
static class Cells
{
    /// <summary>Distance to the nearest border between cells, in cells of the lattice.</summary>
    public static VF Border(in Octave o, VI x, VI y, out VU id)
    {
        Locate(o, x, y, out var cu, out var cv, out var u, out var v);
        var best = V(9f);
        var second = V(9f);
        id = VU.Zero;
        for (var j = -1; j <= 1; j++)
        {
            for (var i = -1; i <= 1; i++)
            {
                var h = Hash(cu + Vector512.Create(i), cv + Vector512.Create(j), o.Seed);
                Jitter(h, out var ju, out var jv);
                var pu = u - V(i + 0.1f) - ju;
                var pv = v - V(j + 0.1f) - jv;
                var d = Fma(pu, pu, pv * pv);
                id = Vector512.ConditionalSelect(Vector512.LessThan(d, best).AsUInt32(), h, id);
                second = Vector512.Min(second, Vector512.Max(best, d));
                best = Vector512.Min(best, d);
            }
        }

        return Vector512.Sqrt(second) - Vector512.Sqrt(best);
    }

    /// <summary>Round heads that touch: 1 at the middle of a cell to 0 between cells.</summary>
    /// <param name="o">Lattice.</param>
    /// <param name="x">Positions, 1/16 m.</param>
    /// <param name="y">Positions, 1/16 m.</param>
    /// <param name="east">Offset from the middle to the east, in cells.</param>
    /// <param name="south">Offset to the south.</param>
    /// <param name="id">Hash of the head.</param>
    public static VF Heads(in Octave o, VI x, VI y, out VF east, out VF south, out VU id)
    {
        Locate(o, x, y, out var cu, out var cv, out var u, out var v);
        var best = V(9f);
        var (bu, bv) = (VF.Zero, VF.Zero);
        id = VU.Zero;
        for (var j = -1; j <= 1; j++)
        {
            for (var i = -1; i <= 1; i++)
            {
                var h = Hash(cu + Vector512.Create(i), cv + Vector512.Create(j), o.Seed);
                Jitter(h, out var ju, out var jv);
                var pu = u - V(i + 0.1f) - ju;
                var pv = v - V(j + 0.1f) - jv;
                var d = Fma(pu, pu, pv * pv);
                var closer = Vector512.LessThan(d, best);
                id = Vector512.ConditionalSelect(closer.AsUInt32(), h, id);
                bu = Vector512.ConditionalSelect(closer, pu, bu);
                bv = Vector512.ConditionalSelect(closer, pv, bv);
                best = Vector512.Min(best, d);
            }
        }

        var length = 1f / MathF.Sqrt((o.A * o.A) + (o.B * o.B));
        east = Fma(bu, V(o.A * length), bv * V(o.B * length));
        south = Fma(bv, V(o.A * length), bu * V(-o.B * length));
        return Vector512.Max(Fma(best, V(-1.6f), VF.One), VF.Zero);
    }

    /// <summary>One dot a cell, kept inside it: its share of the pixel and its hash.</summary>
    /// <param name="o">Lattice.</param>
    /// <param name="x">Positions, 1/16 m.</param>
    /// <param name="y">Positions, 1/16 m.</param>
    /// <param name="radius">Largest, in cells, at most 0.25; dots have half of it to all of it.</param>
    /// <param name="mpp">Metres per pixel.</param>
    /// <param name="side">-1 on the west of a dot to 1 on its east.</param>
    /// <param name="id">Hash of the cell.</param>
    public static VF Dot(in Octave o, VI x, VI y, float radius, float mpp, out VF side, out VU id)
    {
        Locate(o, x, y, out var cu, out var cv, out var u, out var v);
        id = Hash(cu, cv, o.Seed);
        Jitter(id, out var ju, out var jv);
        var pu = u - Fma(ju, V(0.625f), V(0.25f));
        var pv = v - Fma(jv, V(0.625f), V(0.25f));
        var pixel = MathF.Max(mpp / o.Wavelength, 0.02f);
        var length = 1f / MathF.Sqrt((o.A * o.A) + (o.B * o.B));
        side = Fma(pu, V(o.A * length), pv * V(o.B * length)) * V(1f / radius);
        var size = Fma(Unit(id * Vector512.Create(0x85EBCA77u)), V(0.5f * radius), V(0.5f * radius));
        return Saturate(Fma(size - Vector512.Sqrt(Fma(pu, pu, pv * pv)), V(1f / pixel), V(0.5f)));
    }

    /// <summary>Two numbers in [0, 0.8).</summary>
    static void Jitter(VU h, out VF u, out VF v)
    {
        u = Vector512.ConvertToSingle((h & Vector512.Create(0xffffu)).AsInt32()) * V(0.8f / 65536f);
        v = Vector512.ConvertToSingle((h >>> 16).AsInt32()) * V(0.8f / 65536f);
    }
}
