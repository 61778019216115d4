using System.Runtime.InteropServices;
using Tessera.Tiling;

namespace Tessera.Engine.Devices;

/// <summary>Parts of predictions as bytes.</summary>
static class Wire
{
    /// <summary>Bytes of a region of <paramref name="channels"/> channels.</summary>
    public static int Bytes(WireFormat format, int channels, Region region) =>
        checked((int)(channels * region.Volume * (format == WireFormat.Float16 ? 2 : 4)));

    /// <summary>Rounds a whole prediction to what the wire can carry.</summary>
    public static void Round(WireFormat format, Span<float> values)
    {
        if (format == WireFormat.Float32)
        {
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(Half)values[i];
        }
    }

    /// <summary>Cuts a part out of a window: [C, h, w] floats -> [C, part] in wire format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="channels">C.</param>
    /// <param name="window">The window, in latents of the canvas.</param>
    /// <param name="part">The part, in latents of the canvas, within the window.</param>
    /// <param name="values">The window's values.</param>
    /// <param name="destination">As long as <see cref="Bytes"/> says.</param>
    public static void Pack(WireFormat format, int channels, Region window, Region part, ReadOnlySpan<float> values, Span<byte> destination)
    {
        var offset = 0;
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < part.Size.Height; y++)
            {
                var line = values.Slice((((c * window.Size.Height) + part.Y - window.Y + y) * window.Size.Width) + part.X - window.X, part.Size.Width);
                if (format == WireFormat.Float32)
                {
                    MemoryMarshal.AsBytes(line).CopyTo(destination[offset..]);
                    offset += line.Length * 4;
                    continue;
                }

                var halves = MemoryMarshal.Cast<byte, Half>(destination.Slice(offset, line.Length * 2));
                for (var i = 0; i < line.Length; i++)
                {
                    halves[i] = (Half)line[i];
                }

                offset += line.Length * 2;
            }
        }
    }

    /// <summary>Reads what <see cref="Pack"/> wrote, as [C, part] floats.</summary>
    /// <exception cref="InvalidDataException">The block has another length.</exception>
    public static void Unpack(WireFormat format, ReadOnlySpan<byte> block, Span<float> values)
    {
        var size = format == WireFormat.Float16 ? 2 : 4;
        if (block.Length != values.Length * size)
        {
            throw new InvalidDataException($"a prediction of {values.Length} values came with {block.Length} bytes instead of {values.Length * size}");
        }

        if (format == WireFormat.Float32)
        {
            MemoryMarshal.Cast<byte, float>(block).CopyTo(values);
            return;
        }

        var halves = MemoryMarshal.Cast<byte, Half>(block);
        for (var i = 0; i < halves.Length; i++)
        {
            values[i] = (float)halves[i];
        }
    }
}
