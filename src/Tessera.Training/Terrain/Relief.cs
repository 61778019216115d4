using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>Heights as a pure function of position: continents, ranges, valleys along rivers, basins and special forms.</summary>
sealed class Relief
{
    readonly LandParameters _p;
    readonly Fractal _warpX, _warpY, _continent, _ridges, _hills, _lakes, _mask, _islands, _detail;
    readonly Octave _river, _brook;
    readonly Erosion _erosion;
    readonly Landforms _forms;

    public Relief(ulong seed, LandParameters p)
    {
        _p = p;
        ulong S(ulong n) => Octave.Mix(seed ^ Octave.Mix(n));
        _warpX = new(S(1), 14000, 800, 0.5);
        _warpY = new(S(2), 14000, 800, 0.5);
        _continent = new(S(3), 24000, 24, 0.52);
        _ridges = new(S(4), 8200, 1900, 0.47);
        _hills = new(S(5), 3600, 850, 0.42);
        _detail = new(S(12), 420, 9, 0.58);
        _erosion = new(S(13), 1500, 6);
        _lakes = new(S(6), 6500, 1600, 0.5);
        _mask = new(S(7), 26000, 6000, 0.5);
        _islands = new(S(8), 15000, 900, 0.55);
        _river = new(15000, S(9));
        _brook = new(4300, S(10));
        _forms = new(S(11), p);
    }

    public void Sample(VI x, VI y, float mpp, out Ground ground)
    {
        var p = _p;
        var wx = _warpX.Sum(x, y, mpp);
        var wy = _warpY.Sum(x, y, mpp);
        var px = x + Vector512.ConvertToInt32(wx * V(2200f * Octave.Unit));
        var py = y + Vector512.ConvertToInt32(wy * V(2200f * Octave.Unit));

        var continent = _continent.Sum(px, py, mpp);
        var land = Fma(continent, V(p.Continent), V(p.Bias));
        if (p.Island > 0f)
        {
            land = Fma(_islands.Sum(px, py, mpp) - V(0.15f), V(520f * p.Island), land);
        }

        // Ground that will be sea has little relief of its own, or every trough of it would be an island.
        var ashore = Step(-260f, 260f, land);
        Rivers(px, py, mpp, land, out var river, out var valley, out var vx, out var vy, out var trough);

        var relief = _hills.Sum(px, py, mpp, out var gx, out var gy);
        relief = (relief + V(0.45f)) * V(p.Hills);
        gx *= V(p.Hills);
        gy *= V(p.Hills);
        var low = V(0.6f);
        if (p.Mountain > 0f)
        {
            low = _ridges.Ridges(px, py, mpp, out var rx, out var ry);
            var range = Fma(Step(-0.35f, 0.5f, _mask.Sum(px, py, mpp)), V(0.75f), V(0.25f)) * V(p.Mountain);
            relief = Fma(low, range, relief);
            gx = Fma(rx, range, gx);
            gy = Fma(ry, range, gy);
        }

        gx = Fma(gx, valley, relief * vx);
        gy = Fma(gy, valley, relief * vy);
        relief *= valley;
        var detail = _detail.Ridges(x, y, mpp, out _, out _) - V(0.72f);
        var shake = Vector512.ConvertToInt32(detail * V(44f * Octave.Unit));
        var rough = _erosion.Carve(px + shake, py - shake, mpp, ref gx, ref gy, out var furrow);
        var steep = Vector512.Sqrt(Fma(gx, gx, gy * gy));
        relief += rough + (detail * Fma(Vector512.Min(steep, VF.One), V(34f), V(2.5f)));
        var basin = relief;
        var height = Fma(relief, Fma(ashore, V(0.85f), V(0.15f)), land);
        if (p.Fjord > 0f)
        {
            // Glaciers cut troughs far below the sea along the valleys.
            height -= trough * V(560f * p.Fjord);
        }

        _forms.Shape(px, py, x, y, mpp, ref height, ref basin);

        var level = Fma(_lakes.Sum(x, y, mpp), V(0.9f), V((1.15f * p.Lake) - 0.85f));
        var scale = V((0.22f * p.Mountain) + (0.75f * p.Hills) + 12f);
        var lake = Vector512.Min(Fma(level, scale, scale * V(0.12f)) - basin, level * V(400f));
        ground.Height = height;
        ground.Depth = Vector512.Max(-height, lake);
        ground.River = river;
        ground.Shelter = Saturate(Fma(furrow, V(-0.75f), V(0.95f)) + ((V(0.55f) - low) * V(0.45f)));
    }

    /// <summary>
    /// Valley lines are the zero lines of a noise field: distance is |n| over its gradient. Channels narrow with height, as upstream.
    /// </summary>
    void Rivers(VI x, VI y, float mpp, VF land, out VF cover, out VF valley, out VF vx, out VF vy, out VF trough)
    {
        var n = Value(_river, x, y, out var dx, out var dy);
        var away = Vector512.CopySign(VF.One, n) / Vector512.Sqrt(Fma(dx, dx, Fma(dy, dy, V(4e-10f))));
        var d = n * away;
        (vx, vy) = (dx * away, dy * away);
        var b = Value(_brook, x, y, out dx, out dy);
        var e = Vector512.Abs(b) / Vector512.Sqrt(Fma(dx, dx, Fma(dy, dy, V(4e-9f))));
        var down = VF.One - Step(-200f, 1500f, land);
        var width = Fma(down, V(190f), V(16f)) * V(_p.Brooks + (0.85f * _p.River));
        var near = VF.One - Step(500f, 5200f, d);
        var brook = near * Fma(near, V(34f), V(5f)) * V((0.7f * _p.Brooks) + (0.9f * _p.River));
        cover = Vector512.Max(Cover(d, width, mpp), Cover(e, brook, mpp) * Step(0.02f, 0.2f, near));
        const float Reach = 2600f;
        var t = Saturate((d - width) * V(1f / Reach));
        var main = t * t * Fma(t, V(-2f), V(3f));
        var rise = t * (VF.One - t) * V(6f * 0.8f / Reach);
        vx *= rise;
        vy *= rise;
        trough = VF.One - Step(0.12f, 0.55f, t);
        var side = Step(V(0f), V(900f), e);
        valley = Fma(main, V(0.8f), V(0.2f)) * Fma(Fma(side, V(0.45f), V(0.55f)), near, VF.One - near);
    }

    /// <summary>Share of a pixel-wide box at distance d from the middle of a channel of half-width w that lies within it.</summary>
    static VF Cover(VF d, VF w, float mpp)
    {
        var half = V(0.5f * mpp);
        var right = Vector512.Min(d + half, w);
        var left = Vector512.Max(d - half, -w);
        return Saturate((right - left) / V(mpp));
    }
}
