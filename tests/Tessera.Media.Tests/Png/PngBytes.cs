using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Tessera.Media.Png;

namespace Tessera.Media.Tests.Png;

/// <summary>Builds PNG files chunk by chunk, independently of the writer, so that files of every kind and fault can be made.</summary>
sealed class PngBytes
{
    readonly MemoryStream _bytes = new();

    public PngBytes() => _bytes.Write([137, 80, 78, 71, 13, 10, 26, 10]);

    public static byte[] Header(int width, int height, int depth = 8, int colorType = 2, int interlace = 0)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colorType, (byte)interlace);
        return header;
    }

    /// <summary>A complete file around filtered rows (filter type, then samples).</summary>
    public static byte[] File(byte[] header, byte[] filteredRows, params (string Type, byte[] Payload)[] beforePixels)
    {
        var png = new PngBytes().Chunk("IHDR", header);
        foreach (var (type, payload) in beforePixels)
        {
            png.Chunk(type, payload);
        }

        return png.Chunk("IDAT", Deflate(filteredRows)).Chunk("IEND", []).ToArray();
    }

    public static byte[] Deflate(byte[] data)
    {
        using var output = new MemoryStream();
        using (var deflate = new ZLibStream(output, CompressionLevel.Fastest))
        {
            deflate.Write(data);
        }

        return output.ToArray();
    }

    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The CRC of PNG, bit by bit.</summary>
    public static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    public PngBytes Chunk(string type, byte[] payload)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. payload];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, payload.Length);
        _bytes.Write(number);
        _bytes.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        _bytes.Write(number);
        return this;
    }

    public byte[] ToArray() => _bytes.ToArray();

    /// <summary>Reads a whole picture, a few rows at a time.</summary>
    public static byte[] Read(byte[] file)
    {
        using var reader = PngReader.Open(new MemoryStream(file));
        return Read(reader);
    }

    public static byte[] Read(PngReader reader)
    {
        var rgb = new byte[reader.Width * reader.Height * 3];
        var stride = reader.Width * 3;
        for (var y = 0; y < reader.Height; y += 3)
        {
            reader.ReadRows(rgb.AsSpan(y * stride, Math.Min(3, reader.Height - y) * stride));
        }

        return rgb;
    }
}
