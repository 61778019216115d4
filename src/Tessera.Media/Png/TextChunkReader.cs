using System.IO.Compression;
using System.Text;

namespace Tessera.Media.Png;

/// <summary>Decodes tEXt, zTXt and iTXt payloads (PNG specification, section 11.3.3) within one budget for the file.</summary>
sealed class TextChunkReader
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes the file may still bring, keywords included, before and after decompression.</summary>
    public int Budget { get; private set; } = PngLimits.TextBytes;

    public PngText Decode(uint type, byte[] payload)
    {
        ReadOnlySpan<byte> rest = payload;
        var keyword = Encoding.Latin1.GetString(TakeField(type, ref rest));
        if (!TextChunk.IsKeyword(keyword))
        {
            throw Malformed(type);
        }

        Spend(payload.Length);
        var isCompressed = type == PngFormat.CompressedText;
        if (type == PngFormat.InternationalText)
        {
            isCompressed = TakeByte(type, ref rest) switch
            {
                0 => false,
                1 => true,
                _ => throw Malformed(type),
            };
        }

        if (type != PngFormat.PlainText && TakeByte(type, ref rest) != 0 && isCompressed)
        {
            throw Malformed(type); // the only compression method is 0
        }

        if (type == PngFormat.InternationalText)
        {
            TakeField(type, ref rest); // language
            TakeField(type, ref rest); // translated keyword
        }

        var text = isCompressed ? Inflate(type, payload, payload.Length - rest.Length) : rest;
        return new PngText(keyword, ToString(type, text));
    }

    static string ToString(uint type, ReadOnlySpan<byte> text)
    {
        if (type != PngFormat.InternationalText)
        {
            return Encoding.Latin1.GetString(text);
        }

        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidImageException($"a text in chunk {PngFormat.NameOf(type)} is not UTF-8", exception);
        }
    }

    ReadOnlySpan<byte> Inflate(uint type, byte[] payload, int start)
    {
        using var source = new MemoryStream(payload, start, payload.Length - start);
        using var inflate = new ZLibStream(source, CompressionMode.Decompress);
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = inflate.Read(buffer)) > 0)
            {
                Spend(count);
                text.Write(buffer, 0, count);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidImageException($"the compressed text of chunk {PngFormat.NameOf(type)} is damaged", exception);
        }

        return text.GetBuffer().AsSpan(0, (int)text.Length);
    }

    void Spend(int bytes)
    {
        Budget -= bytes;
        if (Budget < 0)
        {
            throw new InvalidImageException($"the file has more than {PngLimits.TextBytes} bytes of text");
        }
    }

    /// <summary>What stands in front of the next NUL.</summary>
    static ReadOnlySpan<byte> TakeField(uint type, ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)0);
        if (end < 0)
        {
            throw Malformed(type);
        }

        var field = rest[..end];
        rest = rest[(end + 1)..];
        return field;
    }

    static byte TakeByte(uint type, ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            throw Malformed(type);
        }

        var value = rest[0];
        rest = rest[1..];
        return value;
    }

    static InvalidImageException Malformed(uint type) => new($"chunk {PngFormat.NameOf(type)} is not laid out as PNG asks");
}
