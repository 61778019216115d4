using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class ProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 7, 5)]
    [InlineData(33, 129, 65)]
    [InlineData(0, 4, 3)]
    [InlineData(4, 0, 3)]
    public void Products_of_matrices_agree_with_the_reference(int rows, int inner, int columns)
    {
        using var scope = NewDisposeScope();
        var random = new Random(31);
        var a = Sample.Uniform(random, [rows, inner]);
        var b = Sample.Uniform(random, [inner, columns]);
        var bias = Sample.Uniform(random, [columns]);
        var product = Product(a, b);
        matmul(a.Tensor, b.Tensor).ShouldBeCloseTo(product);
        a.Tensor.mm(b.Tensor).ShouldBeCloseTo(product);
        double[] biased = [.. product.Select((value, i) => value + bias.Values[i % columns])];
        nn.functional.linear(a.Tensor, b.Tensor.transpose(0, 1), bias.Tensor).ShouldBeCloseTo(biased);
        bias.Tensor.addmm(a.Tensor, b.Tensor).ShouldBeCloseTo(biased);
    }

    [Fact]
    public void Products_of_batches_agree_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var random = new Random(32);
        Sample[] a = [.. Enumerable.Range(0, 4).Select(_ => Sample.Uniform(random, [5, 9]))];
        Sample[] b = [.. Enumerable.Range(0, 4).Select(_ => Sample.Uniform(random, [9, 6]))];
        var left = stack(a.Select(x => x.Tensor));
        var right = stack(b.Select(x => x.Tensor));
        double[] expected = [.. a.Zip(b).SelectMany(pair => Product(pair.First, pair.Second))];
        bmm(left, right).ShouldBeCloseTo(expected);
        matmul(left.view(2, 2, 5, 9), right.view(2, 2, 9, 6)).ShouldBeCloseTo(expected); // [4,5,9] -> [2,2,5,9]
    }

    [Fact]
    public void The_outer_product_agrees_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var random = new Random(33);
        var a = Sample.Uniform(random, [4]);
        var b = Sample.Uniform(random, [7]);
        a.Tensor.outer(b.Tensor).ShouldBeCloseTo([.. from x in a.Values from y in b.Values select x * y]);
    }

    static double[] Product(Sample a, Sample b)
    {
        var (rows, inner, columns) = (a.Shape[0], a.Shape[1], b.Shape[1]);
        var product = new double[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                for (var k = 0; k < inner; k++)
                {
                    product[(i * columns) + j] += a.At(i, k) * b.At(k, j);
                }
            }
        }

        return product;
    }
}
