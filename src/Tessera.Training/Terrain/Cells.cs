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

    /// <summary>One dot a cell, kept inside it: its share of the pixel and its hash.</summary>
    /// <param name="o">Lattice.</param>
    /// <param name="x">Positions, 1/16 m.</param>
    /// <param name="y">Positions, 1/16 m.</param>
    /// <param name="radius">In cells, at most 0.25.</param>
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
        return Saturate(Fma(V(radius) - Vector512.Sqrt(Fma(pu, pu, pv * pv)), V(1f / pixel), V(0.5f)));
    }

    /// <summary>Two numbers in [0, 0.8).</summary>
    static void Jitter(VU h, out VF u, out VF v)
    {
        u = Vector512.ConvertToSingle((h & Vector512.Create(0xffffu)).AsInt32()) * V(0.8f / 65536f);
        v = Vector512.ConvertToSingle((h >>> 16).AsInt32()) * V(0.8f / 65536f);
    }
}
