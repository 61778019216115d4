using Tessera.Kernels;
using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>Products of matrices outside the network, where no gradient passes.</summary>
public static unsafe class MatrixProduct
{
    /// <summary>a b; float32 on the CPU through the kernels, everything else through plain torch calls.</summary>
    /// <param name="a">[rows, inner].</param>
    /// <param name="b">[inner, columns].</param>
    /// <returns>[rows, columns], without a gradient.</returns>
    public static Tensor Of(Tensor a, Tensor b)
    {
        if (!TransformerOps.HasKernels(a))
        {
            return a.matmul(b);
        }

        using var left = a.contiguous();
        using var right = b.contiguous();
        var (rows, inner, columns) = (a.shape[0], a.shape[1], b.shape[1]);
        var product = empty([rows, columns], ScalarType.Float32);
        Linear.InputGradient(
            new RowsView(TensorMemory.Pointer(right), columns), inner, columns,
            new RowsView(TensorMemory.Pointer(left), inner), new RowsView(TensorMemory.Pointer(product), columns), rows, get_num_threads());
        return product;
    }
}
