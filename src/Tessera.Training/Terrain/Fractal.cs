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

    /// <summary>Plain sum with its derivatives per metre.</summary>
    public VF Sum(VI x, VI y, float metresPerPixel, out VF gx, out VF gy)
    {
        var sum = VF.Zero;
        gx = VF.Zero;
        gy = VF.Zero;
        for (var i = 0; i < _octaves.Length; i++)
        {
            var visible = _octaves[i].Visible(metresPerPixel);
            if (visible <= 0f)
            {
                break;
            }

            var n = Value(_octaves[i], x, y, out var dx, out var dy);
            var a = V(_amplitudes[i] * visible);
            sum = Fma(n, a, sum);
            gx = Fma(dx, a, gx);
            gy = Fma(dy, a, gy);
        }

        return sum;
    }

    /// <summary>
    /// Ridged multifractal (Musgrave 1998): crests where the noise crosses zero, each octave stronger on the crests of the one before.
    /// </summary>
    /// <returns>Height, about 0 in valleys to 1.6 on summits, with approximate derivatives per metre.</returns>
    public VF Ridges(VI x, VI y, float metresPerPixel, out VF gx, out VF gy)
    {
        var sum = VF.Zero;
        gx = VF.Zero;
        gy = VF.Zero;
        var weight = VF.One;
        for (var i = 0; i < _octaves.Length; i++)
        {
            ref readonly var o = ref _octaves[i];
            var visible = o.Visible(metresPerPixel);
            if (visible <= 0f)
            {
                break;
            }

            var n = Value(o, x, y, out var dx, out var dy);
            var magnitude = Vector512.Sqrt(Fma(n, n, V(0.004f + (0.04f * Square(metresPerPixel / o.Wavelength)))));
            var ridge = VF.One - magnitude;
            var amplitude = V(_amplitudes[i]) * weight;
            var scale = amplitude * ridge * (n / magnitude) * V(-2f * visible);
            gx = Fma(scale, dx, gx);
            gy = Fma(scale, dy, gy);
            sum = Fma(Fma(ridge * ridge - V(0.5f), V(visible), V(0.5f)), amplitude, sum);
            weight = Saturate(Fma(ridge * ridge, V(1.2f), V(0.1f)));
        }

        return sum;
    }

    static float Square(float x) => x * x;
}
