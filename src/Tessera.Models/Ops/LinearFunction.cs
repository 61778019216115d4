using Tessera.Kernels;
using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>x W^T + b through the kernels, with its gradients: x [..., inputs], W [outputs, inputs], b [outputs].</summary>
sealed unsafe class LinearFunction : autograd.SingleTensorFunction<LinearFunction>
{
    public override string Name => "tessera::linear";

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        ctx.save_for_backward([x, weight]);
        var (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        var y = empty([.. x.shape[..^1], outputs], ScalarType.Float32);
        Linear.Forward(
            Rows(weight, inputs), outputs, inputs, TensorMemory.Pointer(bias), Rows(x, inputs), Rows(y, outputs), x.numel() / inputs, default, get_num_threads());
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (x, weight) = (saved[0], saved[1]);
        var (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        using var gradient = grad_output.contiguous();
        var (dx, dweight, dbias) = (empty_like(x), empty_like(weight), empty(outputs, ScalarType.Float32));
        var (rows, gradY) = (x.numel() / inputs, Rows(gradient, outputs));
        Linear.InputGradient(Rows(weight, inputs), outputs, inputs, gradY, Rows(dx, inputs), rows, get_num_threads());
        Linear.WeightGradient(
            gradY, Rows(x, inputs), rows, outputs, inputs, Rows(dweight, inputs), TensorMemory.Pointer(dbias), get_num_threads());
        saved.ForEach(tensor => tensor.Dispose());
        return [dx, dweight, dbias];
    }

    static RowsView Rows(Tensor matrix, long columns) => new(TensorMemory.Pointer(matrix), columns);
}
