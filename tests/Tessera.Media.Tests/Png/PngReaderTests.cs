using System.Text;
using Tessera.Media.Png;

namespace Tessera.Media.Tests.Png;

public sealed class PngReaderTests
{
    static readonly byte[] OneBlackPixel = [0, 0, 0, 0];

    public static TheoryData<int, int> Formats
    {
        get
        {
            var formats = new TheoryData<int, int>();
            foreach (var (type, depths) in new (int, int[])[] { (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
            {
                foreach (var depth in depths)
                {
                    formats.Add(type, depth);
                }
            }

            return formats;
        }
    }

    /// <summary>Random samples in every format of the specification, each row with another filter, against a plain model of both.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_and_filter_is_read(int colorType, int depth)
    {
        var random = new Random((colorType * 100) + depth);
        foreach (var width in new[] { 1, 2, 7, 16, 61 })
        {
            const int height = 11;
            var channels = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
            var palette = new byte[3 << Math.Min(depth, 8)];
            random.NextBytes(palette);
            var samples = new int[height, width * channels];
            var expected = new List<byte>();
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    for (var c = 0; c < channels; c++)
                    {
                        samples[y, (x * channels) + c] = random.Next(1 << depth);
                    }

                    expected.AddRange(ToRgb(colorType, depth, palette, channel => samples[y, (x * channels) + channel]));
                }
            }

            var filtered = Filter(samples, depth, Math.Max(1, channels * depth / 8));
            var chunks = colorType == 3 ? new[] { ("PLTE", palette) } : [];
            PngBytes.Read(PngBytes.File(PngBytes.Header(width, height, depth, colorType), filtered, chunks)).ShouldBe(expected);
        }
    }

    [Fact]
    public void Pixels_may_be_spread_over_chunks_of_any_size_and_optional_chunks_are_passed_over()
    {
        var rgb = TestPicture.Rgb(5, 6);
        var rows = Enumerable.Range(0, 6).SelectMany(y => rgb.AsSpan(y * 15, 15).ToArray().Prepend((byte)0)).ToArray();
        var compressed = PngBytes.Deflate(rows);
        var png = new PngBytes().Chunk("IHDR", PngBytes.Header(5, 6)).Chunk("gAMA", [0, 0, 177, 143]).Chunk("prVt", new byte[10_000]);
        foreach (var value in compressed)
        {
            png.Chunk("IDAT", [value]).Chunk("IDAT", []);
        }

        PngBytes.Read(png.Chunk("tEXt", PngBytes.Latin1("After\0pixels")).Chunk("IEND", []).ToArray()).ShouldBe(rgb);
    }

    [Fact]
    public void All_three_kinds_of_text_are_read()
    {
        var deflated = PngBytes.Deflate(Encoding.UTF8.GetBytes("schräg 夜"));
        var file = PngBytes.File(
            PngBytes.Header(1, 1),
            OneBlackPixel,
            ("tEXt", PngBytes.Latin1("Author\0Zoë")),
            ("zTXt", [.. PngBytes.Latin1("Comment\0\0"), .. PngBytes.Deflate(PngBytes.Latin1("café"))]),
            ("iTXt", [.. PngBytes.Latin1("Title\0\0\0de\0Titel\0"), .. Encoding.UTF8.GetBytes("夜明け")]),
            ("iTXt", [.. PngBytes.Latin1("tessera\0\u0001\0\0\0"), .. deflated]));

        using var reader = PngReader.Open(new MemoryStream(file));
        reader.Texts.ShouldBe([new("Author", "Zoë"), new("Comment", "café"), new("Title", "夜明け"), new("tessera", "schräg 夜")]);
    }

    [Fact]
    public void More_rows_than_there_are_is_an_error_of_the_caller()
    {
        using var reader = PngReader.Open(new MemoryStream(PngBytes.File(PngBytes.Header(1, 1), OneBlackPixel)));
        Should.Throw<ArgumentException>(() => reader.ReadRows(new byte[6]));
        Should.Throw<ArgumentException>(() => reader.ReadRows(new byte[2]));
        reader.ReadRows(new byte[3]);
        Should.Throw<ArgumentException>(() => reader.ReadRows(new byte[3]));
    }

    static byte[] ToRgb(int colorType, int depth, byte[] palette, Func<int, int> sample)
    {
        if (colorType == 3)
        {
            return palette[(3 * sample(0))..((3 * sample(0)) + 3)];
        }

        byte Level(int channel) => (byte)(depth == 16 ? sample(channel) >> 8 : Math.Round(sample(channel) * 255.0 / ((1 << depth) - 1)));
        return colorType is 0 or 4 ? [Level(0), Level(0), Level(0)] : [Level(0), Level(1), Level(2)];
    }

    /// <summary>Packs samples, high bits first, and filters row y with type y modulo 5, as the specification words it.</summary>
    static byte[] Filter(int[,] samples, int depth, int step)
    {
        var rowBytes = ((samples.GetLength(1) * depth) + 7) / 8;
        var previous = new byte[rowBytes];
        var filtered = new List<byte>();
        for (var y = 0; y < samples.GetLength(0); y++)
        {
            var row = new byte[rowBytes];
            for (var i = 0; i < samples.GetLength(1) * depth; i++)
            {
                var bit = (samples[y, i / depth] >> (depth - 1 - (i % depth))) & 1;
                row[i / 8] |= (byte)(bit << (7 - (i % 8)));
            }

            filtered.Add((byte)(y % 5));
            for (var i = 0; i < rowBytes; i++)
            {
                var a = i < step ? (byte)0 : row[i - step];
                var b = previous[i];
                var c = i < step ? (byte)0 : previous[i - step];
                var predicted = (y % 5) switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => Paeth(a, b, c) };
                filtered.Add((byte)(row[i] - predicted));
            }

            previous = row;
        }

        return [.. filtered];
    }

    static int Paeth(int a, int b, int c)
    {
        var p = a + b - c;
        return new[] { a, b, c }.MinBy(candidate => Math.Abs(p - candidate)); // the first of equals, in this order
    }
}
