using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class VisionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1, 0)]
    [InlineData(2, 3, 5, 3, 1, 1)]
    [InlineData(2, 4, 6, 3, 2, 1)]
    [InlineData(1, 2, 3, 2, 2, 0)]
    public void Convolution_agrees_with_the_reference(int batch, int inputs, int outputs, int kernel, int stride, int padding)
    {
        using var scope = NewDisposeScope();
        var random = new Random(41);
        var x = Sample.Uniform(random, [batch, inputs, 7, 9]);
        var weight = Sample.Uniform(random, [outputs, inputs, kernel, kernel]);
        var bias = Sample.Uniform(random, [outputs]);
        var result = nn.functional.conv2d(x.Tensor, weight.Tensor, bias.Tensor, strides: [stride, stride], padding: [padding, padding]);
        var (height, width) = (((7 + (2 * padding) - kernel) / stride) + 1, ((9 + (2 * padding) - kernel) / stride) + 1);
        result.ShouldHaveShape(batch, outputs, height, width);
        var expected = from n in Range(batch)
                       from o in Range(outputs)
                       from i in Range(height)
                       from j in Range(width)
                       select bias.Values[o] + Sum(n, o, (i * stride) - padding, (j * stride) - padding);
        result.ShouldBeCloseTo([.. expected], 1e-5);

        double Sum(long n, long o, long top, long left) =>
            (from c in Range(inputs)
             from a in Range(kernel)
             from b in Range(kernel)
             where top + a is >= 0 and < 7 && left + b is >= 0 and < 9
             select weight.At(o, c, a, b) * x.At(n, c, top + a, left + b)).Sum();
    }

    [Fact]
    public void Grouped_dilated_and_one_dimensional_convolutions_agree_with_the_plain_one()
    {
        using var scope = NewDisposeScope();
        var random = new Random(42);
        var x = Sample.Uniform(random, [2, 4, 8, 8]).Tensor;
        var weight = Sample.Uniform(random, [6, 2, 3, 3]).Tensor;
        var halves = x.chunk(2, 1).Zip(weight.chunk(2, 0), (input, w) => nn.functional.conv2d(input, w)).ToArray();
        nn.functional.conv2d(x, weight, groups: 2).allclose(cat(halves, 1), atol: 1e-5).ShouldBeTrue();

        var spread = zeros(6, 2, 5, 5);
        _ = spread.slice(2, 0, 5, 2).slice(3, 0, 5, 2).copy_(weight);
        nn.functional.conv2d(x, weight, dilation: [2, 2], groups: 2)
            .allclose(nn.functional.conv2d(x, spread, groups: 2), atol: 1e-5).ShouldBeTrue();

        var line = x.select(2, 0); // [2,4,8]
        var expected = nn.functional.conv2d(line.unsqueeze(2), weight.narrow(2, 0, 1), padding: [0, 1], groups: 2).squeeze(2);
        nn.functional.conv1d(line, weight.select(2, 0), padding: 1, groups: 2).allclose(expected, atol: 1e-5).ShouldBeTrue();
    }

    [Fact]
    public void Transposed_convolution_is_the_adjoint_of_convolution()
    {
        using var scope = NewDisposeScope();
        var random = new Random(43);
        var x = Sample.Uniform(random, [2, 3, 9, 9]).Tensor;
        var weight = Sample.Uniform(random, [5, 3, 3, 3]).Tensor;
        var y = Sample.Uniform(random, [2, 5, 5, 5]).Tensor;
        var forward = (nn.functional.conv2d(x, weight, strides: [2, 2], padding: [1, 1]) * y).sum().ToDouble();
        var back = (nn.functional.conv_transpose2d(y, weight, strides: [2, 2], padding: [1, 1]) * x).sum().ToDouble();
        back.ShouldBe(forward, 1e-3);
    }

    [Fact]
    public void Pixel_shuffle_moves_channels_to_pixels_and_back()
    {
        using var scope = NewDisposeScope();
        var x = Sample.Uniform(new Random(44), [2, 12, 3, 5]);
        var large = nn.functional.pixel_shuffle(x.Tensor, 2);
        large.ShouldHaveShape(2, 3, 6, 10);
        var expected = from n in Range(2)
                       from c in Range(3)
                       from i in Range(6)
                       from j in Range(10)
                       select x.At(n, (c * 4) + (i % 2 * 2) + (j % 2), i / 2, j / 2);
        large.ShouldBeCloseTo([.. expected]);
        nn.functional.pixel_unshuffle(large, 2).ShouldBeCloseTo(x.Values);
    }

    [Theory]
    [InlineData(PaddingModes.Constant)]
    [InlineData(PaddingModes.Replicate)]
    [InlineData(PaddingModes.Reflect)]
    public void Padding_agrees_with_the_reference(PaddingModes mode)
    {
        using var scope = NewDisposeScope();
        var x = Sample.Uniform(new Random(45), [1, 2, 4, 5]);
        var value = mode == PaddingModes.Constant ? 0.5 : 0; // the others take none
        var padded = nn.functional.pad(x.Tensor, (2, 1, 3, 2), mode, value); // left 2, right 1, top 3, bottom 2
        padded.ShouldHaveShape(1, 2, 9, 8);
        var expected = from c in Range(2)
                       from i in Range(9)
                       from j in Range(8)
                       select Source(i - 3, 4) is var row && Source(j - 2, 5) is var column && (row < 0 || column < 0) ? 0.5 : x.At(0, c, row, column);
        padded.ShouldBeCloseTo([.. expected]);
        nn.functional.pad(x.Tensor, new long[] { 2, 1, 3, 2 }, mode, value).allclose(padded).ShouldBeTrue();

        long Source(long place, long size) => mode switch
        {
            PaddingModes.Replicate => Math.Clamp(place, 0, size - 1),
            PaddingModes.Reflect => place < 0 ? -place : place >= size ? (2 * size) - 2 - place : place,
            _ => place < 0 || place >= size ? -1 : place,
        };
    }

    [Fact]
    public void Resizing_agrees_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var x = Sample.Uniform(new Random(46), [2, 1, 5, 7]);
        var nearest = from n in Range(2) from i in Range(10) from j in Range(14) select x.At(n, 0, i / 2, j / 2);
        nn.functional.interpolate(x.Tensor, scale_factor: [2, 2]).ShouldBeCloseTo([.. nearest]);
        nn.functional.interpolate(x.Tensor, size: [10, 14]).ShouldBeCloseTo([.. nearest]);

        var bilinear = from n in Range(2) from i in Range(8) from j in Range(9) select Bilinear(n, ((i + 0.5) * 5 / 8) - 0.5, ((j + 0.5) * 7 / 9) - 0.5);
        nn.functional.interpolate(x.Tensor, size: [8, 9], mode: InterpolationMode.Bilinear).ShouldBeCloseTo([.. bilinear]);
        var corners = from n in Range(2) from i in Range(8) from j in Range(9) select Bilinear(n, i * 4.0 / 7, j * 6.0 / 8);
        nn.functional.interpolate(x.Tensor, size: [8, 9], mode: InterpolationMode.Bilinear, align_corners: true).ShouldBeCloseTo([.. corners]);

        nn.functional.interpolate(ones(1, 1, 8, 8), size: [3, 3], mode: InterpolationMode.Bicubic, antialias: true).ShouldBeCloseTo([.. Enumerable.Repeat(1.0, 9)]);

        double Bilinear(long n, double row, double column)
        {
            (row, column) = (Math.Max(row, 0), Math.Max(column, 0));
            var (top, left) = ((long)row, (long)column);
            var (bottom, right) = (Math.Min(top + 1, 4), Math.Min(left + 1, 6));
            var (v, h) = (row - top, column - left);
            return ((1 - v) * (((1 - h) * x.At(n, 0, top, left)) + (h * x.At(n, 0, top, right))))
                + (v * (((1 - h) * x.At(n, 0, bottom, left)) + (h * x.At(n, 0, bottom, right))));
        }
    }

    [Fact]
    public void Average_pooling_agrees_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var x = Sample.Uniform(new Random(47), [1, 2, 6, 8]);
        var expected = from c in Range(2)
                       from i in Range(3)
                       from j in Range(4)
                       select (from a in Range(2) from b in Range(2) select x.At(0, c, (2 * i) + a, (2 * j) + b)).Average();
        nn.functional.avg_pool2d(x.Tensor, 2).ShouldBeCloseTo([.. expected]);
        nn.functional.avg_pool2d(x.Tensor, 3, stride: 1).ShouldHaveShape(1, 2, 4, 6);
    }

    static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);
}
