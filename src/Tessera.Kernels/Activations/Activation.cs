namespace Tessera.Kernels;

/// <summary>Element-wise activations. A value depends on its own input alone, wherever it stands in the buffer.</summary>
public static unsafe class Activation
{
    /// <summary>y = f(x).</summary>
    /// <param name="kind">f: GELU or SiLU.</param>
    /// <param name="x">Input.</param>
    /// <param name="y">Output; may be x.</param>
    /// <param name="count">Elements, at least 0.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">The kind is not supported, the count negative, or a pointer missing.</exception>
    public static void Forward(ActivationKind kind, float* x, float* y, long count, int threads) =>
        NativeMethods.Check(NativeMethods.ActivationForward((int)kind, x, y, count, threads));

    /// <summary>dx = f'(x) gradY.</summary>
    /// <param name="kind">f: GELU or SiLU.</param>
    /// <param name="x">Input of the forward call.</param>
    /// <param name="gradY">Gradient of its output.</param>
    /// <param name="dx">Gradient of x, overwritten; may be gradY.</param>
    /// <param name="count">Elements, at least 0.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">The kind is not supported, the count negative, or a pointer missing.</exception>
    public static void Backward(ActivationKind kind, float* x, float* gradY, float* dx, long count, int threads) =>
        NativeMethods.Check(NativeMethods.ActivationBackward((int)kind, x, gradY, dx, count, threads));
}
