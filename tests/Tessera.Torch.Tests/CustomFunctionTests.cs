using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class CustomFunctionTests
{
    [Fact]
    public void A_custom_function_passes_values_forward_and_gradients_back()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2.0, 3.0 }, requires_grad: true);
        var scale = tensor(new[] { 4.0, 5.0, 6.0 }, requires_grad: true);
        var y = ScaledSquare.apply(x * 2, scale, 0.5);
        y.ShouldBeCloseTo([8, 40, 108]); // 0.5 * scale * (2 x)^2
        y.requires_grad.ShouldBeTrue();
        (y * y.detach()).sum().backward();
        x.grad!.ShouldBeCloseTo([8 * 16, 40 * 40, 108 * 72]); // y * 4 scale x
        scale.grad!.ShouldBeCloseTo([8 * 2, 40 * 8, 108 * 18]); // y * 2 x^2
    }

    [Fact]
    public void Nothing_is_recorded_where_nothing_needs_gradients()
    {
        using var scope = NewDisposeScope();
        ScaledSquare.apply(ones(2), ones(2), 1.0).requires_grad.ShouldBeFalse();
        using (no_grad())
        {
            ScaledSquare.apply(ones(2, requires_grad: true), ones(2), 1.0).requires_grad.ShouldBeFalse();
        }
    }

    [Fact]
    public void Several_results_have_their_own_gradients_and_missing_ones_are_zero()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0.3, 0.7 }, requires_grad: true);
        var parts = SineAndCosine.apply(x);
        parts[1].sum().backward();
        x.grad!.ShouldBeCloseTo([-Math.Sin(0.3), -Math.Sin(0.7)]);
        x.grad = null;
        parts = SineAndCosine.apply(x);
        (parts[0] + (2 * parts[1])).sum().backward();
        x.grad!.ShouldBeCloseTo([Math.Cos(0.3) - (2 * Math.Sin(0.3)), Math.Cos(0.7) - (2 * Math.Sin(0.7))]);
    }

    [Fact]
    public void The_tensors_it_saves_outlive_the_scope_of_its_forward_pass()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 3.0 }, requires_grad: true);
        Tensor y;
        using (NewDisposeScope())
        {
            y = ScaledSquare.apply(x * 1, ones(1, ScalarType.Float64) * 2, 1.0).MoveToOuterDisposeScope();
        }

        y.backward();
        x.grad!.ShouldBeCloseTo([12]);
    }

#if OWN_BINDING // TorchSharp ends the process when a backward pass throws
    [Fact]
    public void An_error_in_its_backward_pass_keeps_its_message()
    {
        using var scope = NewDisposeScope();
        var y = Failing.apply(ones(1, requires_grad: true));
        Should.Throw<System.Runtime.InteropServices.ExternalException>(y.backward).Message.ShouldContain("no way back");
    }

    sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new InvalidOperationException("there is no way back");
    }
#endif

    sealed class ScaledSquare : autograd.SingleTensorFunction<ScaledSquare>
    {
        public override string Name => nameof(ScaledSquare);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, scale, factor) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
            ctx.save_for_backward([x, scale]);
            ctx.save_data("factor", factor);
            return x * x * scale * factor;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var factor = (double)ctx.get_data("factor")!;
            return [grad_output * saved[0] * saved[1] * (2 * factor), grad_output * saved[0].square() * factor, null!];
        }
    }

    sealed class SineAndCosine : autograd.MultiTensorFunction<SineAndCosine>
    {
        public override string Name => nameof(SineAndCosine);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            List<Tensor> results = [x.sin(), x.cos()];
            ctx.save_for_backward(results);
            return results;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [(grad_outputs[0] * saved[1]) - (grad_outputs[1] * saved[0])];
        }
    }
}
