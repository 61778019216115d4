namespace Tessera.Kernels;

/// <summary>Root mean square norm of rows: y = x rstd weight, rstd = 1 / sqrt(mean(x^2) + epsilon).</summary>
public static unsafe class RmsNorm
{
    /// <summary>Computes y and, if wanted, what the backward pass needs.</summary>
    /// <param name="rows">Rows, at least 0.</param>
    /// <param name="size">Values a row, 1 to 2^20.</param>
    /// <param name="x">Input, [rows, size].</param>
    /// <param name="weight">[size], or null for none.</param>
    /// <param name="y">Output like x; may be x.</param>
    /// <param name="rstd">Reciprocal root mean square of each row, [rows], or null.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public static void Forward(long rows, long size, float* x, float* weight, float* y, float* rstd, float epsilon, int threads)
    {
        var call = new NativeCalls.RmsNorm { Rows = rows, Size = size, Epsilon = epsilon, X = x, Weight = weight, Y = y, Rstd = rstd };
        NativeMethods.Check(NativeMethods.RmsNormForward(&call, threads));
    }

    /// <summary>Computes the gradients of x and weight.</summary>
    /// <param name="rows">Rows of the forward call.</param>
    /// <param name="size">Values a row.</param>
    /// <param name="x">Input of the forward call.</param>
    /// <param name="weight">Its weight, or null.</param>
    /// <param name="rstd">What it saved.</param>
    /// <param name="gradY">Gradient of y, like x.</param>
    /// <param name="dx">Gradient of x, overwritten; may be gradY.</param>
    /// <param name="dweight">Gradient of weight, overwritten; null exactly where weight is.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public static void Backward(
        long rows,
        long size,
        float* x,
        float* weight,
        float* rstd,
        float* gradY,
        float* dx,
        float* dweight,
        int threads)
    {
        var call = new NativeCalls.RmsNormGrad
        {
            Rows = rows,
            Size = size,
            X = x,
            Weight = weight,
            Rstd = rstd,
            GradY = gradY,
            Dx = dx,
            Dweight = dweight,
        };
        NativeMethods.Check(NativeMethods.RmsNormBackward(&call, threads));
    }
}
