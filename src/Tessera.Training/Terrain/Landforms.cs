using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>Forms that only some lands have: dunes, canyons, mesas, badlands, plateaus and volcanoes.</summary>
sealed class Landforms
{
    readonly LandParameters _p;
    readonly Fractal _canyon, _mesa, _gullies, _plateau, _flow;
    readonly Octave _draa, _dune, _ripple, _field, _volcano;

    public Landforms(ulong seed, LandParameters p)
    {
        _p = p;
        ulong S(ulong n) => Octave.Mix(seed ^ Octave.Mix(n));
        _canyon = new(S(1), 7000, 60, 0.5);
        _mesa = new(S(2), 5200, 30, 0.5);
        _gullies = new(S(3), 1500, 40, 0.46);
        _plateau = new(S(4), 12000, 30, 0.48);
        _flow = new(S(5), 1800, 9, 0.6);
        _draa = new(1500, S(6), 1);
        _dune = new(420, S(7), 2);
        _ripple = new(90, S(8), 2);
        _field = new(9000, S(9));
        _volcano = new(17000, S(10));
    }

    public void Shape(VI px, VI py, VI x, VI y, float mpp, ref VF height, ref VF basin)
    {
        if (_p.Plateau > 0f)
        {
            var n = _plateau.Sum(px, py, mpp);
            var rise = (Step(-0.10f, 0.06f, n) + Step(0.30f, 0.42f, n)) * V(360f * _p.Plateau);
            height += rise;
            basin += rise;
        }

        if (_p.Mesa > 0f)
        {
            var n = _mesa.Sum(px, py, mpp);
            var rise = (Step(0.14f, 0.21f, n) + (Step(0.34f, 0.40f, n) * V(0.7f)) + (Step(-0.3f, 0.2f, n) * V(0.35f))) * V(300f * _p.Mesa);
            height += rise;
            basin += rise;
        }

        if (_p.Canyon > 0f)
        {
            var n = Vector512.Abs(_canyon.Sum(px, py, mpp));
            var cut = (VF.One - Step(0.02f, 0.07f, n)) + (VF.One - Step(0.09f, 0.15f, n)) + (VF.One - Step(0.16f, 0.30f, n));
            height -= cut * V(190f * _p.Canyon);
            basin += (V(3f) - cut) * V(190f * _p.Canyon);
        }

        if (_p.Badlands > 0f)
        {
            var rise = _gullies.Ridges(px, py, mpp, out _, out _) * V(130f * _p.Badlands);
            height += rise;
            basin += rise;
        }

        if (_p.Dunes > 0f)
        {
            var rise = Dunes(x, y, mpp);
            height += rise;
            basin += rise;
        }

        if (_p.Volcano > 0f)
        {
            var rise = Cone(px, py, mpp);
            height += rise;
            basin += rise;
        }
    }

    VF Dunes(VI x, VI y, float mpp)
    {
        var sand = Step(-0.5f, 0.3f, Value(_field, x, y));
        return sand * V(_p.Dunes) * ((Crest(_draa, x, y, mpp) * V(1.4f)) + (Crest(_dune, x, y, mpp) * V(0.5f)) + (Crest(_ripple, x, y, mpp) * V(0.09f)));
    }

    static VF Crest(in Octave o, VI x, VI y, float mpp)
    {
        var visible = o.Visible(mpp);
        if (visible <= 0f)
        {
            return V(0.6f);
        }

        var n = Value(o, x, y);
        var r = VF.One - Vector512.Sqrt(Fma(n, n, V(0.004f)));
        return Fma(r - V(0.6f), V(visible), V(0.6f));
    }

    /// <summary>Cones at hashed points of a lattice, with a crater and radial gullies.</summary>
    VF Cone(VI x, VI y, float mpp)
    {
        const int shift = 17; // 8192 m
        var size = (1 << shift) / (float)Octave.Unit;
        var cx = x >> shift;
        var cy = y >> shift;
        var best = VF.Zero;
        for (var j = -1; j <= 1; j++)
        {
            for (var i = -1; i <= 1; i++)
            {
                var gx = cx + Vector512.Create(i);
                var gy = cy + Vector512.Create(j);
                var h = Hash(gx, gy, _volcano.Seed);
                var h2 = h * Vector512.Create(0x9E3779B1u);
                var dx = (Vector512.ConvertToSingle(x - (gx << shift)) * V(1f / Octave.Unit)) - (Fma(Unit(h), V(0.6f), V(0.2f)) * V(size));
                var dy = (Vector512.ConvertToSingle(y - (gy << shift)) * V(1f / Octave.Unit)) - (Fma(Unit(h2), V(0.6f), V(0.2f)) * V(size));
                var radius = Fma(Unit(h2 * Vector512.Create(0x85EBCA77u)), V(0.28f), V(0.30f)) * V(size);
                var d = Vector512.Sqrt(Fma(dx, dx, dy * dy)) / radius;
                var cone = Vector512.Max(VF.One - d, VF.Zero);
                var crater = Vector512.Max(V(0.10f) - d, VF.Zero);
                best = Vector512.Max(best, (Fma(cone, cone, cone) - (crater * V(7f))) * radius * V(0.16f));
            }
        }

        return best * V(1.5f * _p.Volcano) * Fma(_flow.Sum(x, y, mpp), V(0.09f), VF.One);
    }
}
