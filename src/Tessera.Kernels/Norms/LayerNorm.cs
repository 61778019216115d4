namespace Tessera.Kernels;

/// <summary>
/// Layer norm without learned weights, with a modulation per batch item: y = (x - mean) rstd (1 + scale) + shift,
/// rstd = 1 / sqrt(variance + epsilon). A row's result depends on that row and its item's modulation alone.
/// </summary>
public static unsafe class LayerNorm
{
    /// <summary>Computes y and, if wanted, what the backward pass needs.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="x">Input, [items, rows, size].</param>
    /// <param name="modulation">Scale and shift, or <c>default</c> for neither.</param>
    /// <param name="y">Output like x; may be x.</param>
    /// <param name="mean">Mean of each row, [items * rows], or null.</param>
    /// <param name="rstd">Reciprocal deviation of each row, [items * rows], or null.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public static void Forward(
        LayerNormShape shape,
        float* x,
        Modulation modulation,
        float* y,
        float* mean,
        float* rstd,
        float epsilon,
        int threads)
    {
        var call = new NativeCalls.LayerNorm
        {
            Items = shape.Items,
            RowsPerItem = shape.RowsPerItem,
            Size = shape.Size,
            ModulationStride = modulation.Stride,
            Epsilon = epsilon,
            X = x,
            Scale = modulation.Scale,
            Shift = modulation.Shift,
            Y = y,
            Mean = mean,
            Rstd = rstd,
        };
        NativeMethods.Check(NativeMethods.LayerNormForward(&call, threads));
    }

    /// <summary>Computes the gradients of x, scale and shift.</summary>
    /// <param name="shape">Sizes of the forward call.</param>
    /// <param name="x">Input of the forward call.</param>
    /// <param name="scale">Its modulation; only the scale is read.</param>
    /// <param name="mean">Means it saved.</param>
    /// <param name="rstd">Reciprocal deviations it saved.</param>
    /// <param name="gradY">Gradient of y, like x.</param>
    /// <param name="dx">Gradient of x, overwritten; may be gradY.</param>
    /// <param name="gradient">Gradients of scale and shift, overwritten; <c>default</c> exactly where the modulation is.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public static void Backward(
        LayerNormShape shape,
        float* x,
        Modulation scale,
        float* mean,
        float* rstd,
        float* gradY,
        float* dx,
        Modulation gradient,
        int threads)
    {
        var call = new NativeCalls.LayerNormGrad
        {
            Items = shape.Items,
            RowsPerItem = shape.RowsPerItem,
            Size = shape.Size,
            ModulationStride = scale.Stride,
            GradModulationStride = gradient.Stride,
            X = x,
            Scale = scale.Scale,
            Mean = mean,
            Rstd = rstd,
            GradY = gradY,
            Dx = dx,
            Dscale = gradient.Scale,
            Dshift = gradient.Shift,
        };
        NativeMethods.Check(NativeMethods.LayerNormBackward(&call, threads));
    }
}
