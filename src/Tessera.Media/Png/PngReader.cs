using System.Collections.Immutable;
using System.IO.Compression;

namespace Tessera.Media.Png;

/// <summary>
/// Reads a PNG row by row as 8-bit RGB: any colour type and depth, not interlaced. Of 16 bits the high byte is taken,
/// opacity and colour profiles are left out. Holds two rows and the texts, whatever the file claims; nothing a file says
/// is followed. For one thread at a time.
/// </summary>
public sealed class PngReader : IDisposable
{
    const int FileBufferBytes = 128 << 10;
    const int PaletteBytes = 256 * PngFormat.RgbBytes;

    readonly Stream _input;
    readonly ChunkReader _chunks;
    readonly PngHeader _header;
    readonly ZLibStream _inflate;
    readonly RowToRgb _convert;
    byte[] _row; // filter type, then samples
    byte[] _previous;
    int _rowsRead;

    PngReader(Stream input)
    {
        _input = input;
        _chunks = new ChunkReader(input);
        _chunks.ReadSignature();
        _chunks.Next();
        if (_chunks.Type != PngFormat.Header)
        {
            throw new InvalidImageException($"the first chunk is {PngFormat.NameOf(_chunks.Type)} instead of IHDR");
        }

        _header = PngHeader.Parse(_chunks.ReadPayload(PngFormat.HeaderBytes));
        _convert = new RowToRgb(_header, ReadUpToPixels(out var texts));
        Texts = texts;
        _inflate = new ZLibStream(new PixelChunkReader(_chunks), CompressionMode.Decompress);
        _row = new byte[1 + _header.RowBytes];
        _previous = new byte[1 + _header.RowBytes];
    }

    /// <summary>Pixels from left to right, 1 to <see cref="PngLimits.Edge"/>.</summary>
    public int Width => _header.Width;

    /// <summary>Pixels from top to bottom, 1 to <see cref="PngLimits.Edge"/>.</summary>
    public int Height => _header.Height;

    /// <summary>Bits of a sample in the file: 1, 2, 4, 8 or 16.</summary>
    public int BitDepth => _header.BitDepth;

    /// <summary>What a pixel consists of in the file.</summary>
    public PngColorType ColorType => _header.ColorType;

    /// <summary>The texts that stand before the pixels, in the order of the file. They may hold any character but NUL.</summary>
    public ImmutableArray<PngText> Texts { get; }

    /// <summary>Opens a file and reads it up to its pixels.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidImageException">Not a PNG, damaged, or of a kind that is left out; one line says what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read.</exception>
    public static PngReader Open(string path) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileBufferBytes, FileOptions.SequentialScan));

    /// <summary>Takes over a stream, which is disposed with the reader or with a failure, and reads it up to the pixels.</summary>
    /// <param name="stream">At the signature; need not seek.</param>
    /// <exception cref="InvalidImageException">Not a PNG, damaged, or of a kind that is left out; one line says what.</exception>
    public static PngReader Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return new PngReader(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next rows. With the last one the rest of the file is checked up to its end.</summary>
    /// <param name="rgb">Room for whole rows, 3 bytes a pixel: R, G, B.</param>
    /// <exception cref="InvalidImageException">The file is damaged or ends early; one line says where.</exception>
    /// <exception cref="ArgumentException">Not whole rows, or more than are left.</exception>
    public void ReadRows(Span<byte> rgb)
    {
        var stride = Width * PngFormat.RgbBytes;
        if (rgb.Length % stride != 0 || rgb.Length / stride > Height - _rowsRead)
        {
            throw new ArgumentException($"{rgb.Length} bytes are not whole rows of {stride}, or more than the {Height - _rowsRead} rows left", nameof(rgb));
        }

        for (; !rgb.IsEmpty; rgb = rgb[stride..])
        {
            if (Inflate(_row) < _row.Length)
            {
                throw new InvalidImageException($"the pixels end in row {_rowsRead} of {Height}");
            }

            RowUnfilter.Apply(_row[0], _row.AsSpan(1), _previous.AsSpan(1), _header.PixelBytes);
            _convert.Convert(_row.AsSpan(1), rgb[..stride]);
            (_row, _previous) = (_previous, _row);
            _rowsRead++;
            if (_rowsRead == Height)
            {
                ReadToEnd();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inflate.Dispose();
        _input.Dispose();
    }

    /// <summary>Reads the chunks between IHDR and the first IDAT, and returns the palette.</summary>
    byte[] ReadUpToPixels(out ImmutableArray<PngText> texts)
    {
        var found = ImmutableArray.CreateBuilder<PngText>();
        var decoder = new TextChunkReader();
        byte[] palette = [];
        for (_chunks.Next(); _chunks.Type != PngFormat.Pixels; _chunks.Next())
        {
            switch (_chunks.Type)
            {
                case PngFormat.Palette:
                    palette = _chunks.ReadPayload(PaletteBytes);
                    break;
                case PngFormat.PlainText or PngFormat.CompressedText or PngFormat.InternationalText:
                    if (found.Count == PngLimits.Texts)
                    {
                        throw new InvalidImageException($"the file has more than {PngLimits.Texts} texts");
                    }

                    found.Add(decoder.Decode(_chunks.Type, _chunks.ReadPayload(decoder.Budget)));
                    break;
                default:
                    SkipOptional();
                    break;
            }
        }

        if (palette.Length % PngFormat.RgbBytes != 0 || (palette.Length == 0 && ColorType == PngColorType.Palette))
        {
            throw new InvalidImageException($"PLTE has {palette.Length} bytes, which is no palette");
        }

        texts = found.ToImmutable();
        return palette;
    }

    /// <summary>The pixels must end with the last row, and the file with IEND. What comes after it is not looked at.</summary>
    void ReadToEnd()
    {
        if (Inflate(_previous.AsSpan(0, 1)) > 0)
        {
            throw new InvalidImageException($"the file has more pixels than {Width}x{Height}");
        }

        while (_chunks.Type == PngFormat.Pixels)
        {
            _chunks.Skip();
            _chunks.Next();
        }

        while (_chunks.Type != PngFormat.End)
        {
            SkipOptional();
            _chunks.Next();
        }

        _chunks.ReadPayload(limit: 0);
    }

    void SkipOptional()
    {
        var isCritical = (_chunks.Type & 0x2000_0000) == 0; // an upper-case first letter
        if (isCritical)
        {
            throw new InvalidImageException($"chunk {PngFormat.NameOf(_chunks.Type)} is unknown or out of place");
        }

        _chunks.Skip();
    }

    int Inflate(Span<byte> buffer)
    {
        try
        {
            return _inflate.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidImageException($"the compressed pixels are damaged near row {_rowsRead}", exception);
        }
    }
}
