namespace Tessera.Media.Png;

/// <summary>Every limit that holds for PNG files, read or written, and for what is queued while writing.</summary>
public static class PngLimits
{
    /// <summary>Pixels along either edge.</summary>
    public const int Edge = 65536;

    /// <summary>UTF-8 bytes of one text when written; of all texts of one file together, decompressed, when read.</summary>
    public const int TextBytes = 1 << 20;

    /// <summary>Texts of one file when read.</summary>
    public const int Texts = 1024;

    /// <summary>Texts longer than this many bytes are written compressed.</summary>
    public const int PlainTextBytes = 1 << 10;

    /// <summary>Payload bytes of each IDAT chunk written; the last one is shorter.</summary>
    public const int PixelChunkBytes = 256 << 10;

    /// <summary>Bytes of pixels that travel together from the producer to the encoder; one row where a row is longer.</summary>
    public const int BandBytes = 1 << 20;

    /// <summary>Bands that wait for the encoder before the producer does. They let a decoder deliver rows in bursts.</summary>
    public const int QueuedBands = 24;
}
