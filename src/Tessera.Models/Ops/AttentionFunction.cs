using Tessera.Kernels;
using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>Self-attention through the kernels, with its gradient: [B, N, 3, H, d] -> [B, N, H, d].</summary>
sealed unsafe class AttentionFunction : autograd.SingleTensorFunction<AttentionFunction>
{
    public override string Name => "tessera::attention";

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var qkv = (Tensor)vars[0];
        var (b, n, h, d) = (qkv.shape[0], qkv.shape[1], qkv.shape[3], qkv.shape[4]);
        var (o, lse) = (empty([b, n, h, d], ScalarType.Float32), empty([b, h, n], ScalarType.Float32));
        Attention.Forward(
            Shape(qkv), Part(qkv, 0), Part(qkv, 1), Part(qkv, 2), Whole(o), TensorMemory.Pointer(lse), get_num_threads());
        ctx.save_for_backward([qkv, o, lse]);
        return o;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (qkv, o, lse) = (saved[0], saved[1], saved[2]);
        using var gradient = grad_output.contiguous();
        var dqkv = empty_like(qkv);
        Attention.Backward(
            Shape(qkv),
            Part(qkv, 0),
            Part(qkv, 1),
            Part(qkv, 2),
            Whole(o),
            TensorMemory.Pointer(lse),
            Whole(gradient),
            new AttentionGradients(Part(dqkv, 0), Part(dqkv, 1), Part(dqkv, 2)),
            get_num_threads());
        saved.ForEach(tensor => tensor.Dispose());
        return [dqkv];
    }

    static AttentionShape Shape(Tensor qkv) =>
        new(qkv.shape[0], qkv.shape[3], qkv.shape[1], qkv.shape[1], qkv.shape[4], 1 / MathF.Sqrt(qkv.shape[4]));

    static HeadView Part(Tensor qkv, int part) => HeadView.Part(TensorMemory.Pointer(qkv), part, 3, qkv.shape[1], qkv.shape[3], qkv.shape[4]);

    static HeadView Whole(Tensor o) => HeadView.Part(TensorMemory.Pointer(o), 0, 1, o.shape[1], o.shape[2], o.shape[3]);
}
