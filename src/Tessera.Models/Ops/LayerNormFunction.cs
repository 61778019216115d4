using Tessera.Kernels;
using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>Layer norm with modulation through the kernels, with its gradients: x [B, N, D], shift [B, D], scale [B, D].</summary>
sealed unsafe class LayerNormFunction : autograd.SingleTensorFunction<LayerNormFunction>
{
    public override string Name => "tessera::layer_norm_modulate";

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, shift, scale) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var rows = x.shape[0] * x.shape[1];
        var (y, mean, rstd) = (empty_like(x), empty(rows, ScalarType.Float32), empty(rows, ScalarType.Float32));
        LayerNorm.Forward(
            Shape(x),
            TensorMemory.Pointer(x),
            new Modulation(TensorMemory.Pointer(scale), TensorMemory.Pointer(shift), x.shape[2]),
            TensorMemory.Pointer(y),
            TensorMemory.Pointer(mean),
            TensorMemory.Pointer(rstd),
            (float)TransformerOps.Epsilon,
            get_num_threads());
        ctx.save_for_backward([x, scale, mean, rstd]);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (x, scale, mean, rstd) = (saved[0], saved[1], saved[2], saved[3]);
        using var gradient = grad_output.contiguous();
        var (dx, dscale, dshift) = (empty_like(x), empty_like(scale), empty_like(scale));
        LayerNorm.Backward(
            Shape(x),
            TensorMemory.Pointer(x),
            new Modulation(TensorMemory.Pointer(scale), shift: null, x.shape[2]),
            TensorMemory.Pointer(mean),
            TensorMemory.Pointer(rstd),
            TensorMemory.Pointer(gradient),
            TensorMemory.Pointer(dx),
            new Modulation(TensorMemory.Pointer(dscale), TensorMemory.Pointer(dshift), x.shape[2]),
            get_num_threads());
        saved.ForEach(tensor => tensor.Dispose());
        return [dx, dshift, dscale];
    }

    static LayerNormShape Shape(Tensor x) => new(x.shape[0], x.shape[1], x.shape[2]);
}
