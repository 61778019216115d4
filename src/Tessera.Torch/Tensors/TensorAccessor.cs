using System.Collections;
using TorchSharp.Interop;

namespace TorchSharp.Utils;

/// <summary>Typed access to the elements of a tensor in host memory, in row-major order whatever its strides. Keeps the tensor alive.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    readonly torch.Tensor _tensor;
    readonly T* _first;
    readonly long[] _shape;
    readonly long[] _strides;
    readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _first = (T*)NativeMethods.Data(tensor);
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>An element by its place on every axis, or by one number in row-major order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public T this[params long[] indices]
    {
        get => _first[Offset(indices)];
        set => _first[Offset(indices)] = value;
    }

    /// <summary>A copy of the elements.</summary>
    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    /// <inheritdoc cref="CopyTo(Span{T}, int, long)"/>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on, as many as there are on both sides.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var length = (int)Math.Min(target.Length, Count - tensorIndex);
        if (_contiguous)
        {
            new ReadOnlySpan<T>(_first + tensorIndex, length).CopyTo(target);
            GC.KeepAlive(this);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            target[i] = _first[Offset(tensorIndex + i)];
        }
    }

    /// <inheritdoc cref="CopyFrom(ReadOnlySpan{T}, int, long)"/>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Overwrites elements from <paramref name="tensorIndex"/> on, as many as there are on both sides.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var length = (int)Math.Min(source.Length, Count - tensorIndex);
        if (_contiguous)
        {
            source[..length].CopyTo(new Span<T>(_first + tensorIndex, length));
            GC.KeepAlive(this);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            _first[Offset(tensorIndex + i)] = source[i];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <summary>Does nothing: the tensor stays its owner's.</summary>
    public void Dispose() => GC.KeepAlive(_tensor);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    long Offset(long[] indices)
    {
        if (indices.Length == 1)
        {
            return Offset(indices[0]);
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length, _shape.Length, nameof(indices));
        long offset = 0;
        for (var axis = 0; axis < indices.Length; axis++)
        {
            if (indices[axis] < 0 || indices[axis] >= _shape[axis])
            {
                throw new ArgumentOutOfRangeException(nameof(indices), $"there is no place {indices[axis]} on axis {axis} of size {_shape[axis]}");
            }

            offset += indices[axis] * _strides[axis];
        }

        return offset;
    }

    long Offset(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (_contiguous)
        {
            return index;
        }

        long offset = 0;
        for (var axis = _shape.Length - 1; axis >= 0; axis--)
        {
            (index, var position) = Math.DivRem(index, _shape[axis]);
            offset += position * _strides[axis];
        }

        return offset;
    }
}
