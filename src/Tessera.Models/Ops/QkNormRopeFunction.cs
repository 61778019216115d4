using Tessera.Kernels;
using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>QK norm and rotary positions through the kernels, with gradients: qkv [B, N, 3, H, d], both weights [d], cos and sin.</summary>
sealed unsafe class QkNormRopeFunction : autograd.SingleTensorFunction<QkNormRopeFunction>
{
    public override string Name => "tessera::qk_norm_rope";

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (qkv, queryNorm, keyNorm, cos, sin) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3], (Tensor)vars[4]);
        ctx.save_for_backward([qkv, queryNorm, keyNorm, cos, sin]);
        var result = qkv.clone();
        QkNormRope.Forward(
            Shape(qkv), Pair(qkv), TensorMemory.Pointer(queryNorm), TensorMemory.Pointer(keyNorm), Table(cos, sin), Pair(result), get_num_threads());
        return result;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (qkv, queryNorm, keyNorm) = (saved[0], saved[1], saved[2]);
        using var gradient = grad_output.contiguous();
        var (dqkv, dquery, dkey) = (gradient.clone(), empty_like(queryNorm), empty_like(keyNorm));
        QkNormRope.Backward(
            Shape(qkv),
            Pair(qkv),
            TensorMemory.Pointer(queryNorm),
            TensorMemory.Pointer(keyNorm),
            Table(saved[3], saved[4]),
            Pair(gradient),
            Pair(dqkv),
            TensorMemory.Pointer(dquery),
            TensorMemory.Pointer(dkey),
            get_num_threads());
        saved.ForEach(tensor => tensor.Dispose());
        return [dqkv, dquery, dkey, null!, null!];
    }

    static QkNormRopeShape Shape(Tensor qkv) => new(qkv.shape[0], qkv.shape[1], qkv.shape[3], qkv.shape[4], (float)TransformerOps.Epsilon);

    static QkPair Pair(Tensor qkv) => QkPair.In(TensorMemory.Pointer(qkv), 3, qkv.shape[1], qkv.shape[3], qkv.shape[4]);

    /// <summary>A table [N, d/2] is shared by the batch; one [B, N, d/2] has a step.</summary>
    static RopeTable Table(Tensor cos, Tensor sin) =>
        new(TensorMemory.Pointer(cos), TensorMemory.Pointer(sin), cos.dim() == 3 ? cos.shape[1] * cos.shape[2] : 0);
}
