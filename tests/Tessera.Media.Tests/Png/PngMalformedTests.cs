using System.Buffers.Binary;
using Tessera.Media.Png;

namespace Tessera.Media.Tests.Png;

public sealed class PngMalformedTests
{
    static readonly byte[] OneBlackPixel = [0, 0, 0, 0];
    static readonly byte[] Zeros = new byte[16 << 20];

    static IEnumerable<(string Message, byte[] File)> Cases =>
    [
        ("not a PNG file: its first 8 bytes are not the signature", [1, 2, 3]),
        ("not a PNG file: its first 8 bytes are not the signature", PngBytes.Latin1("GIF89a, a picture of another kind")),
        ("the first chunk is IDAT instead of IHDR", new PngBytes().Chunk("IDAT", []).ToArray()),
        ("the file ends before its IEND chunk", new PngBytes().ToArray()),
        ("chunk IHDR has 14 bytes; at most 13 are accepted here", new PngBytes().Chunk("IHDR", new byte[14]).ToArray()),
        ("IHDR has 12 bytes instead of 13", new PngBytes().Chunk("IHDR", new byte[12]).ToArray()),
        ("the picture claims 0x1 pixels; 1 to 65536 along each edge are accepted", Header(PngBytes.Header(0, 1))),
        ("the picture claims 1x65537 pixels; 1 to 65536 along each edge are accepted", Header(PngBytes.Header(1, 65537))),
        ("the picture claims 4294967295x1 pixels; 1 to 65536 along each edge are accepted", Header(PngBytes.Header(-1, 1))),
        ("colour type 2 with 4 bits is not part of PNG", Header(PngBytes.Header(1, 1, depth: 4))),
        ("colour type 5 with 8 bits is not part of PNG", Header(PngBytes.Header(1, 1, colorType: 5))),
        ("compression 0, filter 0 or interlace method 2 is not part of PNG", Header(PngBytes.Header(1, 1, interlace: 2))),
        ("interlaced PNG files are not supported; save it without interlacing", Header(PngBytes.Header(1, 1, interlace: 1))),
        ("PLTE has 0 bytes, which is no palette", PngBytes.File(PngBytes.Header(1, 1, colorType: 3), [0, 0])),
        ("PLTE has 4 bytes, which is no palette", PngBytes.File(PngBytes.Header(1, 1, colorType: 3), [0, 0], ("PLTE", [1, 2, 3, 4]))),
        ("chunk PLTE has 771 bytes; at most 768 are accepted here", PngBytes.File(PngBytes.Header(1, 1), [0, 0], ("PLTE", new byte[771]))),
        ("a pixel has colour 7 of a palette of 2", PngBytes.File(PngBytes.Header(1, 1, colorType: 3), [0, 7], ("PLTE", new byte[6]))),
        ("chunk ABCD is unknown or out of place", PngBytes.File(PngBytes.Header(1, 1), OneBlackPixel, ("ABCD", []))),
        ("chunk IEND is unknown or out of place", new PngBytes().Chunk("IHDR", PngBytes.Header(1, 1)).Chunk("IEND", []).ToArray()),
        ("chunk IDAT is unknown or out of place", new PngBytes().Chunk("IHDR", PngBytes.Header(1, 1)).Chunk("IDAT", PngBytes.Deflate(OneBlackPixel)).Chunk("tIME", []).Chunk("IDAT", []).ToArray()),
        ("a row has filter type 5, which is not part of PNG", PngBytes.File(PngBytes.Header(1, 1), [5, 0, 0, 0])),
        ("the pixels end in row 1 of 2", PngBytes.File(PngBytes.Header(1, 2), [0, 0, 0, 0, 0, 0, 0])),
        ("the file has more pixels than 1x1", PngBytes.File(PngBytes.Header(1, 1), [0, 0, 0, 0, 0])),
        ("the file has more pixels than 1x1", PngBytes.File(PngBytes.Header(1, 1), Zeros)),
        ("chunk tEXt is not laid out as PNG asks", Text("tEXt", "no keyword")),
        ("chunk tEXt is not laid out as PNG asks", Text("tEXt", "\0empty keyword")),
        ("chunk iTXt is not laid out as PNG asks", Text("iTXt", "a\0\u0002\0\0\0text")),
        ("chunk iTXt is not laid out as PNG asks", Text("iTXt", "a\0\u0001\u0001\0\0text")),
        ("chunk iTXt is not laid out as PNG asks", Text("iTXt", "a\0\0")),
        ("a text in chunk iTXt is not UTF-8", Text("iTXt", "a\0\0\0\0\0\u00ff")),
        ("the compressed text of chunk zTXt is damaged", Text("zTXt", "a\0\0not deflated")),
        ("the file has more than 1048576 bytes of text", PngBytes.File(PngBytes.Header(1, 1), OneBlackPixel, ("zTXt", [97, 0, 0, .. PngBytes.Deflate(Zeros)]))),
        ("the file has more than 1024 texts", PngBytes.File(PngBytes.Header(1, 1), OneBlackPixel, [.. Enumerable.Repeat(("tEXt", new byte[] { 97, 0 }), 1025)])),
        ("chunk tEXt has 1048577 bytes; at most 1048576 are accepted here", Text("tEXt", new string('a', (1 << 20) + 1))),
    ];

    [Fact]
    public void A_malformed_file_is_one_line_and_little_memory()
    {
        foreach (var (message, file) in Cases)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Read(file).ShouldBe(message);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20, message);
        }
    }

    [Fact]
    public void Every_single_damaged_byte_is_noticed()
    {
        var file = PngBytes.File(PngBytes.Header(3, 2), PngBytesOf(3, 2), ("tEXt", PngBytes.Latin1("a\0b")));
        Read(file).ShouldBeNull();
        for (var i = 0; i < file.Length; i++)
        {
            var damaged = file.ToArray();
            damaged[i] ^= 0x10;
            Read(damaged).ShouldNotBeNull($"byte {i}");
        }
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var file = PngBytes.File(PngBytes.Header(3, 2), PngBytesOf(3, 2));
        for (var length = 0; length < file.Length; length++)
        {
            Read(file[..length]).ShouldNotBeNull($"{length} bytes");
        }
    }

    [Fact]
    public void A_wrong_checksum_of_the_pixels_is_noticed()
    {
        var deflated = PngBytes.Deflate(OneBlackPixel);
        deflated[^1] ^= 1;
        Read(new PngBytes().Chunk("IHDR", PngBytes.Header(1, 1)).Chunk("IDAT", deflated).Chunk("IEND", []).ToArray()).ShouldBe("the compressed pixels are damaged near row 0");
    }

    /// <summary>Seeded mutations, half of them with checksums made right again so that they reach the parsers behind.</summary>
    [Fact]
    public void Mutated_files_are_read_or_refused_and_nothing_else()
    {
        byte[][] originals =
        [
            PngBytes.File(PngBytes.Header(9, 5), PngBytesOf(9, 5), ("iTXt", [.. PngBytes.Latin1("tessera\0\u0001\0\0\0"), .. PngBytes.Deflate(new byte[2000])])),
            PngBytes.File(PngBytes.Header(5, 3, 8, 3), new byte[18], ("PLTE", [1, 2, 3]), ("zTXt", [97, 0, 0, .. PngBytes.Deflate([65, 66])])),
            PngBytes.File(PngBytes.Header(5, 2, 16, 6), new byte[82], ("tEXt", PngBytes.Latin1("a\0b")), ("tIME", new byte[7])),
        ];
        var random = new Random(20);
        var read = 0;
        var refused = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < 6000; round++)
        {
            var file = Mutate(originals[round % originals.Length], random);
            if (round % 2 == 0)
            {
                RepairChecksums(file);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var message = Read(file); // fails the test with any other exception
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20, $"round {round}");
            if (message is null)
            {
                read++;
            }
            else
            {
                message.ShouldNotContain("\n");
                refused.Add(message);
            }
        }

        read.ShouldBeGreaterThan(20); // harmless mutations exist: palettes, texts
        refused.Count.ShouldBeGreaterThan(50); // and many different parsers were reached
    }

    static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(8, bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)255;
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.AddRange(bytes.GetRange(at, Math.Min(40, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    static void RepairChecksums(Span<byte> file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
            {
                return;
            }

            var body = file.Slice(at + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(file[(at + 8 + (int)length)..], PngBytes.Checksum(body));
            at += (int)length + 12;
        }
    }

    /// <summary>Reads all rows through one row's buffer; null, or the message of the refusal.</summary>
    static string? Read(byte[] file)
    {
        try
        {
            using var reader = PngReader.Open(new MemoryStream(file));
            var row = new byte[reader.Width * 3];
            for (var y = 0; y < reader.Height; y++)
            {
                reader.ReadRows(row);
            }

            return null;
        }
        catch (InvalidImageException exception)
        {
            return exception.Message;
        }
    }

    static byte[] Header(byte[] header) => new PngBytes().Chunk("IHDR", header).ToArray();

    static byte[] Text(string type, string payload) =>
        PngBytes.File(PngBytes.Header(1, 1), OneBlackPixel, (type, PngBytes.Latin1(payload)));

    /// <summary>Unfiltered rows of a picture, each behind filter type 0.</summary>
    static byte[] PngBytesOf(int width, int height)
    {
        var rgb = TestPicture.Rgb(width, height);
        return [.. Enumerable.Range(0, height).SelectMany(y => rgb.AsSpan(y * width * 3, width * 3).ToArray().Prepend((byte)0))];
    }
}
