using System.IO.Compression;
using System.Text;

namespace Tessera.Media.Png;

/// <summary>Payloads of iTXt chunks written (PNG specification, section 11.3.3.4).</summary>
static class TextChunk
{
    const int KeywordBytes = 79;

    /// <summary>Keyword, NUL, compression flag and method, empty language and translated keyword, text.</summary>
    /// <exception cref="ArgumentException">The keyword or the text breaks the rules of <see cref="PngText"/>.</exception>
    public static byte[] Encode(PngText text)
    {
        if (!IsKeyword(text.Keyword))
        {
            throw new ArgumentException($"a PNG keyword is 1 to {KeywordBytes} printable Latin-1 characters without outer spaces, not '{text.Keyword}'", nameof(text));
        }

        var utf8 = Encoding.UTF8.GetBytes(text.Text);
        if (utf8.Length > PngLimits.TextBytes || utf8.Contains((byte)0))
        {
            throw new ArgumentException($"the text '{text.Keyword}' has {utf8.Length} bytes; allowed are {PngLimits.TextBytes}, none of them NUL", nameof(text));
        }

        var compressed = utf8.Length > PngLimits.PlainTextBytes;
        using var payload = new MemoryStream();
        payload.Write(Encoding.Latin1.GetBytes(text.Keyword));
        payload.Write([0, compressed ? (byte)1 : (byte)0, 0, 0, 0]);
        if (compressed)
        {
            using var deflate = new ZLibStream(payload, CompressionLevel.Optimal, leaveOpen: true);
            deflate.Write(utf8);
        }
        else
        {
            payload.Write(utf8);
        }

        return payload.ToArray();
    }

    public static bool IsKeyword(string keyword) =>
        keyword.Length is > 0 and <= KeywordBytes
        && keyword[0] != ' '
        && keyword[^1] != ' '
        && keyword.All(character => character is (>= ' ' and <= '~') or (>= '\u00a1' and <= '\u00ff'));
}
