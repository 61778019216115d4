using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of one value. Without a type: float32 for floating-point values, int64 for integers.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ops.Full.Invoke(size, value, dtype, default, InitializeDevice(device)).with_requires_grad(requires_grad);

    /// <inheritdoc cref="full(long[], Scalar, ScalarType?, Device?, bool)"/>
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full([size], value, dtype, device, requires_grad);

    /// <inheritdoc cref="full(long[], Scalar, ScalarType?, Device?, bool)"/>
    public static Tensor full(
        long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full([rows, columns], value, dtype, device, requires_grad);

    /// <summary>The numbers from start to before stop, step apart. Without a type: int64 if all are integers, else float32.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ops.Arange.Invoke(start, stop, step, dtype, default, InitializeDevice(device)).with_requires_grad(requires_grad);

    /// <inheritdoc cref="arange(Scalar, Scalar, Scalar, ScalarType?, Device?, bool)"/>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <inheritdoc cref="arange(Scalar, Scalar, Scalar, ScalarType?, Device?, bool)"/>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>That many numbers, evenly from start to end, both included.</summary>
    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ops.LinSpace.Invoke(start, end, steps, dtype, default, InitializeDevice(device)).with_requires_grad(requires_grad);

    /// <summary>Random integers from low to before high; int64 without a type.</summary>
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ops.RandInt.Invoke(low, high, size, dtype ?? ScalarType.Int64, default, InitializeDevice(device))
            .with_requires_grad(requires_grad);

    /// <summary>The integers 0..n-1 in random order; int64 without a type.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ops.RandPerm.Invoke(n, dtype ?? ScalarType.Int64, default, InitializeDevice(device)).with_requires_grad(requires_grad);

    /// <inheritdoc cref="Tensor.empty_like"/>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.empty_like(dtype, device, requires_grad);

    /// <inheritdoc cref="Tensor.zeros_like"/>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.zeros_like(dtype, device, requires_grad);

    /// <inheritdoc cref="Tensor.ones_like"/>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.ones_like(dtype, device, requires_grad);

    /// <inheritdoc cref="Tensor.randn_like"/>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.randn_like(dtype, device, requires_grad);

    static Tensor New(Operator op, long[] size, ScalarType? dtype, Device? device, bool requires_grad) =>
        op.Invoke(size, dtype ?? get_default_dtype(), default, InitializeDevice(device)).with_requires_grad(requires_grad);
}
