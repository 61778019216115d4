using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class GradientTests
{
    static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new(StringComparer.Ordinal)
    {
        ["elementwise chain"] = x => (x.sin() * x.exp() / (x.square() + 1)).sum(),
        ["matmul"] = x => x.matmul(x.transpose(0, 1)).tanh().sum(),
        ["softmax"] = x => (x.softmax(1) * x).sum(),
        ["layer_norm"] = x => (nn.functional.layer_norm(x, [6]) * x.cos()).sum(),
        ["conv2d"] = x => nn.functional.conv2d(x.view(1, 1, 4, 6), x.view(4, 1, 2, 3), padding: [1, 1]).square().sum(),
        ["silu and gelu"] = x => (nn.functional.silu(x) * nn.functional.gelu(x)).sum(),
        ["cat, narrow, gather"] = x => cat(new[] { x.narrow(1, 1, 3), x.select(0, 2).unsqueeze(0).expand(4, 6) }, 1).square().cumsum(0).sum(),
        ["interpolate"] = x => nn.functional.interpolate(x.view(1, 1, 4, 6), size: [7, 9], mode: InterpolationMode.Bilinear).pow(3).sum(),
        ["pixel_shuffle and pad"] = x => nn.functional.pad(nn.functional.pixel_shuffle(x.view(1, 4, 2, 3), 2), (1, 1, 1, 1), PaddingModes.Reflect).square().sum(),
        ["std and norm"] = x => x.std(1).sum() * x.norm(),
        ["where"] = x => where(x > 0, x * x, x.exp()).sum(),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_finite_differences(string name)
    {
        using var scope = NewDisposeScope();
        var f = Functions[name];
        var start = Sample.Uniform(new Random(61), [4, 6], -1, 1).Values;
        var x = tensor(start, [4, 6], requires_grad: true);
        f(x).backward();
        var gradient = x.grad!.data<double>().ToArray();
        const double Step = 1e-5;
        for (var i = 0; i < start.Length; i++)
        {
            double At(double offset)
            {
                var moved = start.ToArray();
                moved[i] += offset;
                return f(tensor(moved, [4, 6])).ToDouble();
            }

            gradient[i].ShouldBe((At(Step) - At(-Step)) / (2 * Step), 1e-6 * (1 + Math.Abs(gradient[i])));
        }
    }

    [Fact]
    public void Gradients_add_up_until_cleared()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 3f }, requires_grad: true);
        x.grad.ShouldBeNull();
        x.square().sum().backward();
        x.square().sum().backward();
        x.grad!.ToSingle().ShouldBe(12);
        x.grad = null;
        x.grad.ShouldBeNull();
    }

    [Fact]
    public void Recording_stops_inside_no_grad_and_after_detach()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        (x.is_leaf, x.requires_grad).ShouldBe((true, true));
        using (no_grad())
        {
            (x * 2).requires_grad.ShouldBeFalse();
            using (enable_grad())
            {
                (x * 2).requires_grad.ShouldBeTrue();
            }

            (x * 2).requires_grad.ShouldBeFalse();
        }

        var y = x * 2;
        (y.is_leaf, y.requires_grad).ShouldBe((false, true));
        y.detach().requires_grad.ShouldBeFalse();
        using (set_grad_enabled(false))
        {
            (x * 2).requires_grad.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_backward_pass_can_be_weighted_repeated_and_differentiated()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
        var y = x.pow(3);
        y.backward([tensor(new[] { 1.0, 10.0 })], retain_graph: true);
        x.grad!.ShouldBeCloseTo([3, 120]);
        y.sum().backward([tensor(1.0)], create_graph: true);
        x.grad!.ShouldBeCloseTo([6, 132]);
        x.grad!.sum().backward();
        x.grad!.ShouldBeCloseTo([6 + 6, 132 + 12]);
    }

    [Fact]
    public void Gradient_norms_are_clipped_together()
    {
        using var scope = NewDisposeScope();
        TorchSharp.Modules.Parameter[] parameters = [new(zeros(2)), new(zeros(3)), new(zeros(1))];
        (parameters[0].sum() * 3 + parameters[1].sum() * 4).backward(); // the third has no gradient
        var norm = Math.Sqrt((2 * 9) + (3 * 16));
        nn.utils.clip_grad_norm_(parameters, 100).ShouldBe(norm, 1e-5);
        parameters[0].grad!.ShouldBeCloseTo([3, 3]);
        nn.utils.clip_grad_norm_(parameters, 1).ShouldBe(norm, 1e-5);
        parameters[0].grad!.ShouldBeCloseTo([3 / norm, 3 / norm]);
        parameters[1].grad!.ShouldBeCloseTo([4 / norm, 4 / norm, 4 / norm]);
        nn.utils.clip_grad_norm_(parameters, 100, 1).ShouldBe(18 / norm, 1e-5);
    }
}
