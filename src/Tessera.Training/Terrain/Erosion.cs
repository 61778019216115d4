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

    /// <summary>Cosine and sine waves of one period a cell along (wx, wy), with a phase for each lattice point, blended between four of them.</summary>
    static void Waves(in Octave o, VI x, VI y, VF wx, VF wy, out VF cos, out VF sin)
    {
        Locate(o, x, y, out var cu, out var cv, out var u, out var v);

        // The direction in the turned axes.
        var length = 1f / MathF.Sqrt((o.A * o.A) + (o.B * o.B));
        var du = Fma(wx, V(o.A * length), wy * V(-o.B * length));
        var dv = Fma(wx, V(o.B * length), wy * V(o.A * length));
        var phase = Fma(u, du, v * dv);
        var fu = Fade(u);
        var fv = Fade(v);
        Wave(o, cu, cv, phase, du, dv, out var c00, out var s00);
        Wave(o, cu + VI.One, cv, phase - du, du, dv, out var c10, out var s10);
        Wave(o, cu, cv + VI.One, phase - dv, du, dv, out var c01, out var s01);
        Wave(o, cu + VI.One, cv + VI.One, phase - du - dv, du, dv, out var c11, out var s11);
        cos = Mix(Mix(c00, c10, fu), Mix(c01, c11, fu), fv);
        sin = Mix(Mix(s00, s10, fu), Mix(s01, s11, fu), fv);
    }

    /// <summary>The wave of one lattice point, whose crest passes through a point within a third of a cell of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Wave(in Octave o, VI cu, VI cv, VF phase, VF du, VF dv, out VF cos, out VF sin)
    {
        var h = Hash(cu, cv, o.Seed);
        var ju = Vector512.ConvertToSingle((h & Vector512.Create(0xffffu)).AsInt32()) * V(0.66f / 65536f);
        var jv = Vector512.ConvertToSingle((h >>> 16).AsInt32()) * V(0.66f / 65536f);
        phase -= Fma(ju - V(0.33f), du, (jv - V(0.33f)) * dv);
        cos = Sine(phase + V(0.25f));
        sin = Sine(phase);
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
