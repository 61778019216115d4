using Tessera.Kernels;
using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>GELU through the kernels, with its gradient.</summary>
sealed unsafe class GeluFunction : autograd.SingleTensorFunction<GeluFunction>
{
    public override string Name => "tessera::gelu";

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        ctx.save_for_backward([x]);
        var y = empty_like(x);
        Activation.Forward(ActivationKind.GeluTanh, TensorMemory.Pointer(x), TensorMemory.Pointer(y), x.numel(), get_num_threads());
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var x = ctx.get_saved_variables()[0];
        using var gradient = grad_output.contiguous();
        var dx = empty_like(x);
        Activation.Backward(
            ActivationKind.GeluTanh, TensorMemory.Pointer(x), TensorMemory.Pointer(gradient), TensorMemory.Pointer(dx), x.numel(), get_num_threads());
        return [dx];
    }
}
