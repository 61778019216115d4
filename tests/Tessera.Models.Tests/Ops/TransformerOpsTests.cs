using Tessera.Models.Ops;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Models.Tests.Ops;

/// <summary>The kernels behind the operations agree with plain torch, forward and backward.</summary>
public sealed class TransformerOpsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 17, 33, 65)]
    [InlineData(3, 64, 256, 768)]
    public void LinearAgrees(long batch, long tokens, long inputs, long outputs) => Agrees(
        [[batch, tokens, inputs], [outputs, inputs], [outputs]],
        t => TransformerOps.Linear(t[0], t[1], t[2]),
        t => nn.functional.linear(t[0], t[1], t[2]));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(17, 33, 65)]
    [InlineData(256, 256, 1024)]
    public void ProductsAgree(long rows, long inner, long columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var (a, b) = (randn([inner, rows], ScalarType.Float32).transpose(0, 1), randn([inner, columns], ScalarType.Float32));
        var exact = a.to(ScalarType.Float64).matmul(b.to(ScalarType.Float64));
        ((MatrixProduct.Of(a, b) - exact).norm() / exact.norm()).ToDouble().ShouldBeLessThan(1e-6);
        ((MatrixProduct.Of(a.to(ScalarType.Float64), b.to(ScalarType.Float64)) - exact).norm() / exact.norm()).ToDouble().ShouldBeLessThan(1e-12);
    }

    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(2, 17, 64)]
    [InlineData(3, 64, 256)]
    public void LayerNormModulateAgrees(long batch, long tokens, long width) => Agrees(
        [[batch, tokens, width], [batch, width], [batch, width]],
        t => TransformerOps.LayerNormModulate(t[0], t[1], t[2]),
        t => PlainOps.LayerNormModulate(t[0], t[1], t[2]));

    [Theory]
    [InlineData(1, 1, 1, 32)]
    [InlineData(2, 17, 3, 64)]
    [InlineData(1, 130, 2, 72)]
    public void AttentionAgrees(long batch, long tokens, long heads, long size) => Agrees(
        [[batch, tokens, 3, heads, size]], t => TransformerOps.Attention(t[0]), t => PlainOps.Attention(t[0]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void QkNormRopeAgrees(bool tableByItem)
    {
        manual_seed(5);
        using var angle = rand(tableByItem ? [2, 9, 16] : [9, 16], ScalarType.Float32) * 6;
        using var cosine = cos(angle);
        using var sine = sin(angle);
        Agrees(
            [[2, 9, 3, 4, 32], [32], [32]],
            t => TransformerOps.QkNormRope(t[0], t[1], t[2], cosine, sine),
            t => PlainOps.QkNormRope(t[0], t[1], t[2], cosine, sine));
    }

    [Fact]
    public void GeluAgrees() => Agrees([[3, 5, 7]], t => TransformerOps.Gelu(t[0] * 3), t => PlainOps.Gelu(t[0] * 3));

    /// <summary>Same results, and same gradients of a random projection of them, for random arguments.</summary>
    static void Agrees(long[][] shapes, Func<Tensor[], Tensor> kernels, Func<Tensor[], Tensor> plain)
    {
        using var scope = NewDisposeScope();
        manual_seed(shapes.Length + shapes[0][^1]);
        var arguments = shapes.Select(shape => randn(shape, ScalarType.Float32)).ToArray();
        var copies = arguments.Select(argument => argument.clone().requires_grad_()).ToArray();
        arguments = [.. arguments.Select(argument => argument.requires_grad_())];
        var (ours, theirs) = (kernels(arguments), plain(copies));
        Difference(ours, theirs).ShouldBeLessThan(2e-5);

        var projection = randn(ours.shape, ScalarType.Float32);
        (ours * projection).sum().backward();
        (theirs * projection).sum().backward();
        for (var i = 0; i < arguments.Length; i++)
        {
            Difference(arguments[i].grad!, copies[i].grad!).ShouldBeLessThan(5e-5, $"gradient of argument {i}");
        }
    }

    /// <summary>Largest difference, in units of the largest value.</summary>
    static double Difference(Tensor a, Tensor b) => ((a - b).abs().max() / (b.abs().max() + 1e-6)).ToDouble();
}
