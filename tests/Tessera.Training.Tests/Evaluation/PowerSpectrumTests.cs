using System.Numerics;
using Tessera.Training.Evaluation;
using static TorchSharp.torch;

namespace Tessera.Training.Tests.Evaluation;

public class PowerSpectrumTests
{
    const int Edge = Pictures.Edge;

    [Fact]
    public void RingsAgreeWithAPlainFourierTransform()
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        var pixels = Enumerable.Range(0, 3 * Edge * Edge).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
        using var spectrum = new PowerSpectrum(Edge);
        spectrum.Add(tensor(pixels, [1, 3, Edge, Edge]));

        var luminance = Enumerable.Range(0, Edge * Edge)
            .Select(i => (0.2126 * pixels[i]) + (0.7152 * pixels[(Edge * Edge) + i]) + (0.0722 * pixels[(2 * Edge * Edge) + i])).ToArray();
        var mean = luminance.Average();
        Complex[] values = [.. luminance.Select((value, i) => new Complex((value - mean) * Hann(i / Edge) * Hann(i % Edge), 0))];
        var transformed = Transposed(Rows(Transposed(Rows(values))));
        var expected = RadialSpectrum.Of(Array.ConvertAll(transformed, value => (value.Real * value.Real) + (value.Imaginary * value.Imaginary)), Edge);
        var rings = spectrum.Rings();
        rings.Length.ShouldBe(RadialSpectrum.Rings);
        for (var ring = 0; ring < rings.Length; ring++)
        {
            rings[ring].ShouldBe(expected[ring], 1e-4 * expected[ring]);
        }
    }

    [Fact]
    public void AWaveIsInTheRingOfItsFrequency()
    {
        using var scope = NewDisposeScope();
        var wave = Enumerable.Range(0, 3 * Edge * Edge).Select(i => (float)Math.Cos(2 * Math.PI * ((12 * (i % Edge)) + (5 * (i / Edge % Edge))) / Edge)).ToArray();
        using var spectrum = new PowerSpectrum(Edge);
        spectrum.Add(tensor(wave, [1, 3, Edge, Edge]));
        var rings = spectrum.Rings();
        Array.IndexOf(rings, rings.Max()).ShouldBe(12); // the wave's frequency is 13 rings' widths: the outer edge of ring 12
        RadialSpectrum.Edge(12).ShouldBe(13.0 / 64);
    }

    [Fact]
    public void OtherDataPassTheBarsAndBlurredDataDoNot()
    {
        var data = Pictures.Data(0);
        var rings = Rings(data);
        var other = RadialSpectrum.Decibels(Rings(Pictures.Data(1)), rings);
        RadialSpectrum.Largest(other, 0, Bars.LowEdge).ShouldBeLessThan(Bars.LowDecibels);
        RadialSpectrum.Largest(other, Bars.LowEdge, Bars.MiddleEdge).ShouldBeLessThan(Bars.MiddleDecibels);
        var blurred = RadialSpectrum.Decibels(Rings([.. data.Select(Pictures.Blurred).Select(Pictures.Blurred)]), rings);
        RadialSpectrum.Largest(blurred, Bars.LowEdge, Bars.MiddleEdge).ShouldBeGreaterThan(Bars.MiddleDecibels);
    }

    [Fact]
    public void TheLargestDifferenceIsThatOfItsRings()
    {
        var decibels = new double[RadialSpectrum.Rings];
        (decibels[7], decibels[8], decibels[15], decibels[16]) = (-2, 1, -5, 9); // ring 7 ends at 1/8, ring 15 at 1/4
        RadialSpectrum.Largest(decibels, 0, Bars.LowEdge).ShouldBe(2);
        RadialSpectrum.Largest(decibels, Bars.LowEdge, Bars.MiddleEdge).ShouldBe(5);
    }

    static double[] Rings(byte[][] records)
    {
        using var scope = NewDisposeScope();
        using var spectrum = new PowerSpectrum(Edge);
        spectrum.Add(PictureRecords.ToTensor(records, Edge));
        return spectrum.Rings();
    }

    static double Hann(int i) => Math.Pow(Math.Sin(Math.PI * i / Edge), 2);

    static Complex[] Rows(Complex[] values) =>
    [
        .. Enumerable.Range(0, Edge * Edge).Select(i => Enumerable.Range(0, Edge)
            .Aggregate(Complex.Zero, (sum, n) => sum + (values[(i / Edge * Edge) + n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * n * (i % Edge) / Edge)))),
    ];

    static Complex[] Transposed(Complex[] values) => [.. Enumerable.Range(0, Edge * Edge).Select(i => values[(i % Edge * Edge) + (i / Edge)])];
}
