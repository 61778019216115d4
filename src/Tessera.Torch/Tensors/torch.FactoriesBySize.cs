using TorchSharp.Interop;

namespace TorchSharp;

// Factories by size. Without a type the elements are float32; without a device they are in host memory.
public static partial class torch
{
    /// <summary>Zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Zeros, size, dtype, device, requires_grad);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool)"/>
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Zeros, size.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool)"/>
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Zeros, [size], dtype, device, requires_grad);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool)"/>
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Zeros, [rows, columns], dtype, device, requires_grad);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool)"/>
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Zeros, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool)"/>
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Zeros, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>Ones.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Ones, size, dtype, device, requires_grad);

    /// <inheritdoc cref="ones(long[], ScalarType?, Device?, bool)"/>
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Ones, size.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="ones(long[], ScalarType?, Device?, bool)"/>
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Ones, [size], dtype, device, requires_grad);

    /// <inheritdoc cref="ones(long[], ScalarType?, Device?, bool)"/>
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Ones, [rows, columns], dtype, device, requires_grad);

    /// <inheritdoc cref="ones(long[], ScalarType?, Device?, bool)"/>
    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Ones, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <inheritdoc cref="ones(long[], ScalarType?, Device?, bool)"/>
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Ones, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>A tensor with whatever its memory held.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Empty, size, dtype, device, requires_grad);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool)"/>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Empty, size.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool)"/>
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Empty, [size], dtype, device, requires_grad);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool)"/>
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Empty, [rows, columns], dtype, device, requires_grad);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool)"/>
    public static Tensor empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Empty, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool)"/>
    public static Tensor empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Empty, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>Uniform random numbers in 0..1.</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Rand, size, dtype, device, requires_grad);

    /// <inheritdoc cref="rand(long[], ScalarType?, Device?, bool)"/>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Rand, size.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="rand(long[], ScalarType?, Device?, bool)"/>
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Rand, [size], dtype, device, requires_grad);

    /// <inheritdoc cref="rand(long[], ScalarType?, Device?, bool)"/>
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Rand, [rows, columns], dtype, device, requires_grad);

    /// <inheritdoc cref="rand(long[], ScalarType?, Device?, bool)"/>
    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Rand, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <inheritdoc cref="rand(long[], ScalarType?, Device?, bool)"/>
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Rand, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>Normal random numbers.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Randn, size, dtype, device, requires_grad);

    /// <inheritdoc cref="randn(long[], ScalarType?, Device?, bool)"/>
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Randn, size.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="randn(long[], ScalarType?, Device?, bool)"/>
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Randn, [size], dtype, device, requires_grad);

    /// <inheritdoc cref="randn(long[], ScalarType?, Device?, bool)"/>
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Randn, [rows, columns], dtype, device, requires_grad);

    /// <inheritdoc cref="randn(long[], ScalarType?, Device?, bool)"/>
    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Randn, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <inheritdoc cref="randn(long[], ScalarType?, Device?, bool)"/>
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        New(Ops.Randn, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);
}
