using System.Buffers.Binary;

namespace Tessera.Media.Png;

/// <summary>What both directions know about the format: signature, chunk names, filters.</summary>
static class PngFormat
{
    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint Pixels = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND
    public const uint StandardRgb = 0x73524742; // sRGB
    public const uint PlainText = 0x74455874; // tEXt
    public const uint CompressedText = 0x7A545874; // zTXt
    public const uint InternationalText = 0x69545874; // iTXt

    public const int HeaderBytes = 13;
    public const int RgbBytes = 3;

    public const byte FilterNone = 0;
    public const byte FilterSub = 1;
    public const byte FilterUp = 2;
    public const byte FilterAverage = 3;
    public const byte FilterPaeth = 4;

    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The four letters of a chunk type, or its number where it has other bytes.</summary>
    public static string NameOf(uint type)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, type);
        foreach (var value in bytes)
        {
            if (!char.IsAsciiLetter((char)value))
            {
                return $"0x{type:x8}";
            }
        }

        return System.Text.Encoding.ASCII.GetString(bytes);
    }
}
