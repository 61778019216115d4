using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>
/// Gullies and spurs on slopes without simulation, after Clay John ("Eroded Terrain Noise", 2018) and Rune Skovbo Johansen: every octave adds
/// waves that run across the slope found so far, so that each furrow leads downhill and smaller ones branch off the larger. A local function.
/// </summary>
sealed class Erosion
{
    readonly Octave[] _octaves;

    /// <param name="seed">Of all the octaves.</param>
    /// <param name="spacing">Of the largest furrows, metres.</param>
    /// <param name="count">Octaves, each of half the spacing.</param>
    public Erosion(ulong seed, double spacing, int count)
    {
        _octaves = new Octave[count];
        for (var i = 0; i < count; i++)
        {
            _octaves[i] = new Octave(spacing * Math.ScaleB(1, -i), Octave.Mix(seed + ((ulong)i * 7919)));
        }
    }

    /// <summary>Adds furrows to a slope.</summary>
    /// <param name="x">Positions, 1/16 m.</param>
    /// <param name="y">Positions, 1/16 m.</param>
    /// <param name="mpp">Metres per pixel.</param>
    /// <param name="gx">Rise per metre to the east before and after.</param>
    /// <param name="gy">Rise per metre to the south before and after.</param>
    /// <param name="furrow">0 at the bottoms of the larger furrows to 1 on their spurs.</param>
    /// <returns>Height to add, metres.</returns>
    public VF Carve(VI x, VI y, float mpp, ref VF gx, ref VF gy, out VF furrow)
    {
        var sum = VF.Zero;
        furrow = V(0.5f);
        var depth = 0.115f;
        for (var i = 0; i < _octaves.Length; i++, depth *= 0.84f)
        {
            ref readonly var o = ref _octaves[i];
            var visible = Octave.Fade(0.8f * o.Wavelength / mpp);
            if (visible <= 0f)
            {
                break;
            }

            var steep = Vector512.Sqrt(Fma(gx, gx, Fma(gy, gy, V(1e-6f))));
            var across = VF.One / steep;
            var wx = -gy * across;
            var wy = gx * across;
            Waves(o, x, y, wx, wy, out var cos, out var sin);

            // Gentle ground keeps shallow furrows; the steepest saturate.
            var amplitude = steep / Fma(steep, V(0.9f), V(0.42f)) * V(depth * o.Wavelength * visible);
            sum = Fma(cos, amplitude, sum);
            var turn = sin * amplitude * V(-2f * MathF.PI / o.Wavelength);
            gx = Fma(turn, wx, gx);
            gy = Fma(turn, wy, gy);
            if (i < 3)
            {
                furrow = Fma(cos * Saturate(steep * V(3f)), V(visible * (0.26f - (0.07f * i))), furrow);
            }
        }

        furrow = Saturate(furrow);
        return sum;
    }

    /// <summary>Cosine and sine waves of one period a cell along (wx, wy), with a phase per cell, blended over 3 x 3 cells.</summary>
    static void Waves(in Octave o, VI x, VI y, VF wx, VF wy, out VF cos, out VF sin)
    {
        var a = Vector512.Create(o.A);
        var b = Vector512.Create(o.B);
        var tu = (x * a) - (y * b);
        var tv = (x * b) + (y * a);
        var cu = tu >> o.ShiftU;
        var cv = tv >> o.ShiftV;
        var u = Vector512.ConvertToSingle(tu & Vector512.Create((1 << o.ShiftU) - 1)) * V(MathF.ScaleB(1f, -o.ShiftU));
        var v = Vector512.ConvertToSingle(tv & Vector512.Create((1 << o.ShiftV) - 1)) * V(MathF.ScaleB(1f, -o.ShiftV));

        // The direction in the turned axes.
        var length = 1f / MathF.Sqrt((o.A * o.A) + (o.B * o.B));
        var du = Fma(wx, V(o.A * length), wy * V(-o.B * length));
        var dv = Fma(wx, V(o.B * length), wy * V(o.A * length));
        cos = VF.Zero;
        sin = VF.Zero;
        var total = V(1e-6f);
        for (var j = -1; j <= 1; j++)
        {
            for (var i = -1; i <= 1; i++)
            {
                var h = Hash(cu + Vector512.Create(i), cv + Vector512.Create(j), o.Seed);
                var ju = Vector512.ConvertToSingle((h & Vector512.Create(0xffffu)).AsInt32()) * V(0.5f / 65536f);
                var jv = Vector512.ConvertToSingle((h >>> 16).AsInt32()) * V(0.5f / 65536f);
                var pu = u - V(i + 0.25f) - ju;
                var pv = v - V(j + 0.25f) - jv;
                var w = Vector512.Max(Fma(Fma(pu, pu, pv * pv), V(-0.64f), VF.One), VF.Zero);
                w *= w;
                var phase = Fma(pu, du, pv * dv);
                total += w;
                cos = Fma(Sine(phase + V(0.25f)), w, cos);
                sin = Fma(Sine(phase), w, sin);
            }
        }

        var scale = VF.One / total;
        cos *= scale;
        sin *= scale;
    }

    /// <summary>sin(2 pi x) within 0.002: a parabola and its square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static VF Sine(VF x)
    {
        var r = x - Vector512.Round(x);
        var s = r * Fma(Vector512.Abs(r), V(-16f), V(8f));
        return s * Fma(Vector512.Abs(s), V(0.225f), V(0.775f));
    }
}
