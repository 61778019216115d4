using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Tessera.Tiling;

namespace Tessera.Engine.Devices;

/// <summary>Values as bytes: predictions the way they go to neighbours, and what is kept or stored.</summary>
static class Wire
{
    /// <summary>Bytes of a region of <paramref name="channels"/> channels.</summary>
    public static int Bytes(WireFormat format, int channels, Region region) =>
        checked((int)(channels * region.Volume * (format == WireFormat.Float16 ? 2 : 4)));

    /// <summary>Rounds values to what the wire can carry.</summary>
    /// <param name="format">The format.</param>
    /// <param name="values">[C, region].</param>
    /// <param name="block">Receives the same in wire format, as long as <see cref="Bytes"/> says.</param>
    public static void Write(WireFormat format, ReadOnlySpan<float> values, Span<byte> block)
    {
        if (format == WireFormat.Float32)
        {
            MemoryMarshal.AsBytes(values).CopyTo(block);
            return;
        }

        TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(block));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The block has another length.</exception>
    public static void Read(WireFormat format, ReadOnlySpan<byte> block, Span<float> values)
    {
        var size = format == WireFormat.Float16 ? 2 : 4;
        if (block.Length != values.Length * size)
        {
            throw new InvalidDataException($"a block of {values.Length} values came with {block.Length} bytes instead of {values.Length * size}");
        }

        if (format == WireFormat.Float32)
        {
            MemoryMarshal.Cast<byte, float>(block).CopyTo(values);
            return;
        }

        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(block), values);
    }

    /// <summary>Cuts a part out of a window, both in wire format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="channels">C.</param>
    /// <param name="window">The window, in latents of the canvas.</param>
    /// <param name="part">The part, in latents of the canvas, within the window.</param>
    /// <param name="block">[C, window].</param>
    /// <param name="destination">[C, part].</param>
    public static void Cut(WireFormat format, int channels, Region window, Region part, ReadOnlySpan<byte> block, Span<byte> destination)
    {
        if (format == WireFormat.Float32)
        {
            LatentBlock.Copy(part, channels, MemoryMarshal.Cast<byte, float>(block), window, MemoryMarshal.Cast<byte, float>(destination), part);
            return;
        }

        LatentBlock.Copy(part, channels, MemoryMarshal.Cast<byte, Half>(block), window, MemoryMarshal.Cast<byte, Half>(destination), part);
    }
}
