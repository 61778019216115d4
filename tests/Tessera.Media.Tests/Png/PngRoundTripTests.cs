using System.Security.Cryptography;
using Tessera.Media.Png;

namespace Tessera.Media.Tests.Png;

public sealed class PngRoundTripTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(2, 3)]
    [InlineData(21, 9)]
    [InlineData(22, 9)]
    [InlineData(43, 5)]
    [InlineData(64, 64)]
    [InlineData(333, 65)]
    [InlineData(65536, 3)]
    public void What_is_written_is_read(int width, int height)
    {
        var rgb = TestPicture.Rgb(width, height);
        var path = _folder.File("a.png");

        using (var writer = PngWriter.Create(path, width, height))
        {
            writer.WriteRows(rgb);
            var written = writer.Complete();
            written.PixelSha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(rgb)));
            written.Bytes.ShouldBe(new FileInfo(path).Length);
        }

        using var reader = PngReader.Open(path);
        (reader.Width, reader.Height, reader.BitDepth, reader.ColorType).ShouldBe((width, height, 8, PngColorType.Rgb));
        PngBytes.Read(reader).ShouldBe(rgb);
    }

    [Fact]
    public void Every_filter_is_used()
    {
        // Guards the round trip above: a picture that never takes Average would not test it.
        var rgb = TestPicture.Rgb(333, 200);
        var filter = new RowFilter(333 * 3);
        var types = Enumerable.Range(0, 200).Select(y => filter.Apply(rgb.AsSpan(y * 999, 999))[0]).Distinct();
        types.ShouldBe([PngFormat.FilterSub, PngFormat.FilterUp, PngFormat.FilterAverage, PngFormat.FilterPaeth], ignoreOrder: true);
    }

    [Fact]
    public void The_file_depends_on_the_pixels_alone_not_on_how_they_arrive()
    {
        const int width = 500;
        const int height = 2500; // more than two bands
        var rgb = TestPicture.Rgb(width, height);
        var files = new List<byte[]>();
        foreach (var step in new[] { 1, 7, 700, height })
        {
            var path = _folder.File($"{step}.png");
            using var writer = PngWriter.Create(path, width, height, new PngText("tessera", "{}"));
            for (var y = 0; y < height; y += step)
            {
                writer.WriteRows(rgb.AsSpan(y * width * 3, Math.Min(step, height - y) * width * 3));
            }

            writer.Complete();
            files.Add(File.ReadAllBytes(path));
        }

        files.ShouldAllBe(file => file.SequenceEqual(files[0]));
        PngBytes.Read(files[0]).ShouldBe(rgb);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"prompt\":\"Gipfel, Nebel, 夜明け\"}")]
    [InlineData("long")]
    public void Texts_come_back_in_order_from_in_front_of_the_pixels(string text)
    {
        text = text == "long" ? string.Concat(Enumerable.Range(0, 20_000).Select(i => $"tile {i} é\n")) : text;
        var path = _folder.File("a.png");
        using (var writer = PngWriter.Create(path, 1, 1, new PngText(PngText.TesseraKeyword, text), new PngText("Software", "Tessera 1")))
        {
            writer.WriteRows([1, 2, 3]);
            writer.Complete();
        }

        using var reader = PngReader.Open(path);
        reader.Texts.ShouldBe([new PngText("tessera", text), new PngText("Software", "Tessera 1")]);
        new FileInfo(path).Length.ShouldBeLessThan(100_000); // the long one has 300 kB
    }
}
