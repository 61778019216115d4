using static TorchSharp.torch;

namespace Tessera.Training.Evaluation;

/// <summary>
/// Mean power spectrum of the luminance of square pictures, without their means, under a Hann window. The discrete Fourier transform is two
/// products with matrices of cosines and sines.
/// </summary>
sealed class PowerSpectrum : IDisposable
{
    static readonly float[] Luminance = [0.2126f, 0.7152f, 0.0722f]; // ITU-R BT.709

    readonly int _edge;
    readonly Tensor _cos;
    readonly Tensor _sin;
    readonly Tensor _window;
    readonly double[] _power;
    int _pictures;

    /// <param name="edge">Edge of the pictures in pixels.</param>
    public PowerSpectrum(int edge)
    {
        _edge = edge;
        _power = new double[edge * edge];
        var (cos, sin, window) = (new float[edge * edge], new float[edge * edge], new float[edge * edge]);
        for (var i = 0; i < cos.Length; i++)
        {
            var (row, column) = (i / edge, i % edge);
            var (s, c) = Math.SinCos(2 * Math.PI * (row * column % edge) / edge);
            (cos[i], sin[i], window[i]) = ((float)c, (float)s, (float)(Hann(row, edge) * Hann(column, edge)));
        }

        (_cos, _sin, _window) = (Keep(cos, edge), Keep(sin, edge), Keep(window, edge));
    }

    /// <summary>Takes pictures into the mean.</summary>
    /// <param name="pictures">[B, 3, edge, edge].</param>
    public void Add(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var luminance = (pictures * tensor(Luminance, [1, 3, 1, 1])).sum([1]); // [B,3,H,W] -> [B,H,W]
        var x = (luminance - luminance.mean([1, 2], keepdim: true)) * _window;
        var (cos, sin) = (x.matmul(_cos), x.matmul(_sin)); // along rows: [B,H,W] -> [B,H,u]
        var real = _cos.matmul(cos) - _sin.matmul(sin); // along columns: [B,H,u] -> [B,v,u]
        var imaginary = _sin.matmul(cos) + _cos.matmul(sin);
        var power = (real.pow(2) + imaginary.pow(2)).sum([0]).data<float>().ToArray(); // [B,v,u] -> [v,u]
        for (var i = 0; i < power.Length; i++)
        {
            _power[i] += power[i];
        }

        _pictures += (int)pictures.shape[0];
    }

    /// <summary>Power by ring of <see cref="RadialSpectrum"/>.</summary>
    public double[] Rings() => RadialSpectrum.Of(Array.ConvertAll(_power, power => power / _pictures), _edge);

    /// <inheritdoc/>
    public void Dispose()
    {
        _cos.Dispose();
        _sin.Dispose();
        _window.Dispose();
    }

    static double Hann(int i, int edge) => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / edge));

    static Tensor Keep(float[] values, int edge) => tensor(values, [edge, edge]).DetachFromDisposeScope();
}
