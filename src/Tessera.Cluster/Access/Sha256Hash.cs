using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tessera.Cluster;

/// <summary>A SHA-256, compared by its value. Its text shows only its beginning: enough to tell two apart, and nothing to work from.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Sha256Hash
{
    /// <summary>Its bytes.</summary>
    public const int Length = 32;

    readonly UInt128 _high;
    readonly UInt128 _low;

    /// <summary>Takes the bytes of a hash.</summary>
    /// <param name="bytes">All of its <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">They are fewer, or more.</exception>
    public Sha256Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A SHA-256 has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>The bytes it was made of.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => ((uint)(_high >> 96)).ToString("x8", CultureInfo.InvariantCulture) + "...";
}
