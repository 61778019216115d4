using System.Buffers;

namespace Tessera.Tiling.Machines;

/// <summary>A block of bytes of an exact length, rented from a pool until it is disposed of.</summary>
public sealed class Block : IMemoryOwner<byte>
{
    const int LargestKept = 1 << 20;
    const int MostKept = 16_384;

    // A job's tiles hold thousands of blocks at once, every step anew; the shared pool keeps a few dozen, and the rest would be garbage of an age
    // that the collector seldom looks at.
    static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(LargestKept, MostKept);

    readonly int _length;
    byte[]? _rented;

    Block(int length)
    {
        _length = length;
        _rented = Pool.Rent(length);
    }

    /// <summary>Rents a block; its content is undefined.</summary>
    /// <param name="length">Bytes, at least 0.</param>
    public static Block Rent(int length) => new(length);

    /// <summary>Exactly the bytes asked for.</summary>
    /// <exception cref="ObjectDisposedException">The block was disposed of.</exception>
    public Memory<byte> Memory => (_rented ?? throw new ObjectDisposedException(nameof(Block))).AsMemory(0, _length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            Pool.Return(rented);
        }
    }
}
