using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

/// <summary>Whole networks, from random weights to a loss that falls.</summary>
public sealed class TrainingTests
{
    [Fact]
    public void A_small_convolutional_network_learns()
    {
        _ = manual_seed(1);
        using var scope = NewDisposeScope();
        Parameter[] weights = [Weight(8, 3, 3, 3), Bias(8), Weight(12, 8, 3, 3), Bias(12)];
        using var optimizer = optim.AdamW(weights, lr: 1e-2);
        var picture = rand(2, 3, 16, 16);
        var (first, last) = Train(optimizer, steps: 60, () =>
        {
            var hidden = nn.functional.silu(nn.functional.conv2d(picture, weights[0], weights[1], strides: [2, 2], padding: [1, 1]));
            var output = nn.functional.conv2d(hidden, weights[2], weights[3], padding: [1, 1]); // [2,12,8,8]
            return nn.functional.mse_loss(nn.functional.pixel_shuffle(output, 2), picture);
        });

        last.ShouldBeLessThan(first * 0.2);
    }

    [Fact]
    public void A_small_transformer_learns()
    {
        _ = manual_seed(2);
        using var scope = NewDisposeScope();
        const long Width = 32, Heads = 4;
        Parameter[] weights = [Weight(3 * Width, Width), Weight(Width, Width), Weight(4 * Width, Width), Weight(Width, 4 * Width)];
        using var optimizer = optim.AdamW(weights, lr: 3e-3, weight_decay: 0.01);
        var tokens = randn(2, 10, Width);
        var target = randn(2, 10, Width);
        var (first, last) = Train(optimizer, steps: 80, () =>
        {
            var x = nn.functional.layer_norm(tokens, [Width]);
            var parts = nn.functional.linear(x, weights[0]).view(2, 10, 3, Heads, Width / Heads) // [B,N,3*D] -> [B,N,3,H,d]
                .permute(2, 0, 3, 1, 4).unbind(0); // -> 3 x [B,H,N,d]
            var attention = (parts[0].matmul(parts[1].transpose(-2, -1)) * (1 / Math.Sqrt(Width / Heads))).softmax(-1);
            var mixed = attention.matmul(parts[2]).transpose(1, 2).reshape(2, 10, Width); // [B,H,N,d] -> [B,N,D]
            x = tokens + nn.functional.linear(mixed, weights[1]);
            x = x + nn.functional.linear(nn.functional.gelu(nn.functional.linear(x, weights[2])), weights[3]);
            return nn.functional.mse_loss(x, target);
        });

        last.ShouldBeLessThan(first * 0.3);
    }

    static Parameter Weight(params long[] shape) => new(nn.init.kaiming_uniform_(empty(shape)));

    static Parameter Bias(long width) => new(zeros(width));

    static (double First, double Last) Train(optim.Optimizer optimizer, int steps, Func<Tensor> loss)
    {
        double first = 0, last = 0;
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var value = loss();
            value.backward();
            _ = nn.utils.clip_grad_norm_(optimizer.parameters(), max_norm: 10);
            _ = optimizer.step();
            last = value.ToDouble();
            first = step == 0 ? last : first;
        }

        return (first, last);
    }
}
