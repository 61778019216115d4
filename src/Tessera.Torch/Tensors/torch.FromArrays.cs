using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

// Tensors from .NET values. Arrays are copied. The elements keep their .NET type unless `dtype` says otherwise.
public static partial class torch
{
    /// <summary>A float32 tensor of no axes.</summary>
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Float32, device, requires_grad);

    /// <summary>A tensor of no axes, float64 unless a type is given.</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, dtype ?? ScalarType.Float64, device, requires_grad);

    /// <summary>An int32 tensor of no axes.</summary>
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Int32, device, requires_grad);

    /// <summary>A tensor of no axes, int64 unless a type is given.</summary>
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, dtype ?? ScalarType.Int64, device, requires_grad);

    /// <summary>A vector.</summary>
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of a shape, in row-major order.</summary>
    /// <exception cref="ArgumentException">The array has another number of elements than the shape.</exception>
    public static Tensor tensor(
        float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ReadOnlySpan{long}, ScalarType?, Device?, bool)"/>
    public static Tensor tensor(
        double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ReadOnlySpan{long}, ScalarType?, Device?, bool)"/>
    public static Tensor tensor(
        int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, [dataArray.Length], dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ReadOnlySpan{long}, ScalarType?, Device?, bool)"/>
    public static Tensor tensor(
        long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ReadOnlySpan{long}, ScalarType?, Device?, bool)"/>
    public static Tensor tensor(
        byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <inheritdoc cref="tensor(float[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor with the shape of an array of any rank.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, dtype: null, device);

    /// <inheritdoc cref="from_array(Array, Device)"/>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        var shape = new long[rawArray.Rank];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = rawArray.GetLongLength(axis);
        }

        return FromArray(rawArray, shape, dtype, device, requires_grad);
    }

    static Tensor FromScalar(Scalar scalar, ScalarType type, Device? device, bool requires_grad) =>
        Ops.Full.Invoke(Array.Empty<long>(), scalar, type, default, InitializeDevice(device)).with_requires_grad(requires_grad);

    static unsafe Tensor FromArray(Array array, long[] shape, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var type = ToScalarType(array.GetType().GetElementType()!);
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (count != array.LongLength)
        {
            throw new ArgumentException($"{array.LongLength} elements given for the shape [{string.Join('x', shape)}]", nameof(array));
        }

        var made = Ops.Empty.Invoke(shape, type, default, CPU);
        var length = count * SizeOf(type);
        fixed (byte* source = &MemoryMarshal.GetArrayDataReference(array))
        {
            Buffer.MemoryCopy(source, NativeMethods.Data(made), length, length);
        }

        if ((dtype is not null && dtype != type) || device is { type: not DeviceType.CPU })
        {
            made = made.to(dtype ?? type, device ?? CPU, disposeAfter: true);
        }

        return made.with_requires_grad(requires_grad);
    }
}
