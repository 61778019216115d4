using System.Runtime.Intrinsics;
using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>
/// Sums of octaves, each half the wavelength of the one before. Octaves near the size of a pixel fade to their mean,
/// so that a coarse picture is close to the box-filtered fine one.
/// </summary>
sealed class Fractal
{
    readonly Octave[] _octaves;
    readonly float[] _amplitudes;

    /// <param name="seed">Of all the octaves.</param>
    /// <param name="wavelength">Of the first octave, metres.</param>
    /// <param name="shortest">Octaves stop here, metres.</param>
    /// <param name="gain">Amplitude of an octave relative to the one before.</param>
    public Fractal(ulong seed, double wavelength, double shortest, double gain)
    {
        var count = Math.Max(1, (int)Math.Round(Math.Log2(wavelength / shortest)) + 1);
        _octaves = new Octave[count];
        _amplitudes = new float[count];
        for (var i = 0; i < count; i++)
        {
            _octaves[i] = new Octave(wavelength * Math.ScaleB(1, -i), Octave.Mix(seed + ((ulong)i * 0x1000193)));
            _amplitudes[i] = (float)Math.Pow(gain, i);
        }
    }

    /// <summary>Plain sum; the first octave has amplitude 1.</summary>
    public VF Sum(VI x, VI y, float metresPerPixel)
    {
        var sum = VF.Zero;
        for (var i = 0; i < _octaves.Length; i++)
        {
            var visible = _octaves[i].Visible(metresPerPixel);
            if (visible <= 0f)
            {
                break;
            }

            sum = Fma(Value(_octaves[i], x, y), V(_amplitudes[i] * visible), sum);
        }

        return sum;
    }

    /// <summary>
    /// Ridged multifractal (Musgrave 1998) damped by the slope so far (Quilez 2008): sharp crests, smooth valleys and flanks cut by spurs.
    /// </summary>
    /// <returns>Height, about 0 in valleys to 2 on summits. <paramref name="low"/> is the part of its first two octaves.</returns>
    public VF Ridges(VI x, VI y, float metresPerPixel, out VF low)
    {
        var sum = VF.Zero;
        var gx = VF.Zero;
        var gy = VF.Zero;
        var weight = VF.One;
        low = VF.Zero;
        for (var i = 0; i < _octaves.Length; i++)
        {
            ref readonly var o = ref _octaves[i];
            var visible = o.Visible(metresPerPixel);
            if (visible <= 0f)
            {
                break;
            }

            var n = Value(o, x, y, out var dx, out var dy);
            var magnitude = Vector512.Sqrt(Fma(n, n, V(0.0025f + (0.04f * Square(metresPerPixel / o.Wavelength)))));
            var ridge = VF.One - magnitude;
            var slope = -n / magnitude;
            var amplitude = V(_amplitudes[i]) * weight;

            // d(ridge^2)/dx = 2 ridge ridge'; measured over this octave's own first wavelength so that the damping has no unit.
            var scale = amplitude * ridge * slope * V(2f * _octaves[0].Wavelength * 0.22f);
            gx = Fma(scale, dx, gx);
            gy = Fma(scale, dy, gy);
            var damp = VF.One / Fma(Fma(gx, gx, gy * gy), V(0.25f), VF.One);
            var height = Fma(ridge * ridge - V(0.5f), V(visible), V(0.5f));
            sum = Fma(height, amplitude * Fma(damp, V(0.6f), V(0.4f)), sum);
            weight = Saturate(Fma(ridge * ridge, V(1.3f), V(0.1f))) * Fma(weight, V(0.5f), V(0.5f));
            if (i == 1)
            {
                low = sum;
            }
        }

        return sum;
    }

    static float Square(float x) => x * x;
}
