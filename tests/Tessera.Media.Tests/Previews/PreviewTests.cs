using Tessera.Media.Png;
using Tessera.Media.Previews;
using Tessera.Media.Tests.Png;

namespace Tessera.Media.Tests.Previews;

public sealed class PreviewTests
{
    [Theory]
    [InlineData(1, 1, 512, 1, 1)]
    [InlineData(512, 384, 512, 512, 384)]
    [InlineData(513, 384, 512, 257, 192)]
    [InlineData(97, 31, 16, 14, 5)]
    [InlineData(31, 97, 16, 5, 14)]
    [InlineData(1027, 773, 512, 343, 258)]
    [InlineData(33, 1, 1, 1, 1)]
    [InlineData(65536, 2, 512, 512, 1)]
    public void Each_pixel_is_the_mean_of_what_there_is_of_its_square(int width, int height, int most, int reducedWidth, int reducedHeight)
    {
        var picture = new byte[width * height * 3];
        new Random((width * 1000) + height).NextBytes(picture);
        var reducer = new BoxReducer(width, height, most);
        (reducer.Width, reducer.Height).ShouldBe((reducedWidth, reducedHeight));

        var random = new Random(most);
        List<byte> reduced = [];
        for (var y = 0; y < height;)
        {
            var count = Math.Min(random.Next(0, 5), height - y);
            reducer.Push(picture.AsSpan(y * width * 3, count * width * 3), row => reduced.AddRange(row));
            y += count;
        }

        reducer.IsComplete.ShouldBeTrue();
        reduced.ShouldBe(Reference(picture, width, height, (Math.Max(width, height) + most - 1) / most));
    }

    [Fact]
    public void Brightest_pixels_do_not_overflow()
    {
        var reducer = new BoxReducer(4096, 4096, 1);
        var rows = Enumerable.Repeat((byte)255, 4096 * 3 * 64).ToArray();
        List<byte> reduced = [];
        for (var y = 0; y < 4096; y += 64)
        {
            reducer.Push(rows, row => reduced.AddRange(row));
        }

        reduced.ShouldBe([255, 255, 255]);
    }

    [Fact]
    public void Rows_that_are_not_whole_or_too_many_are_refused()
    {
        var reducer = new BoxReducer(4, 2, 2);
        Should.Throw<ArgumentException>(() => reducer.Push(new byte[11], _ => { }));
        Should.Throw<ArgumentException>(() => reducer.Push(new byte[36], _ => { }));
        reducer.Push(new byte[24], _ => { });
        Should.Throw<ArgumentException>(() => reducer.Push(new byte[12], _ => { }));
        Should.Throw<ArgumentOutOfRangeException>(() => new BoxReducer(4, 2, 0));
    }

    [Fact]
    public void Preview_is_a_png_of_the_reduced_picture()
    {
        var (width, height) = (333, 201);
        var picture = TestPicture.Rgb(width, height);
        using var preview = new PngPreview(width, height, 64);
        Should.Throw<InvalidOperationException>(preview.Complete);
        preview.Push(picture);

        using var reader = PngReader.Open(new MemoryStream(preview.Complete()));
        (reader.Width, reader.Height).ShouldBe((56, 34));
        PngBytes.Read(reader).ShouldBe(Reference(picture, width, height, 6));
    }

    static byte[] Reference(byte[] picture, int width, int height, int factor)
    {
        var (across, down) = ((width + factor - 1) / factor, (height + factor - 1) / factor);
        var reduced = new byte[across * down * 3];
        for (var at = 0; at < reduced.Length; at++)
        {
            var (left, top, sample) = (at / 3 % across * factor, at / 3 / across * factor, at % 3);
            var (right, bottom) = (Math.Min(width, left + factor), Math.Min(height, top + factor));
            var sum = 0.0;
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                {
                    sum += picture[(((y * width) + x) * 3) + sample];
                }
            }

            reduced[at] = (byte)Math.Floor((sum / ((right - left) * (bottom - top))) + 0.5);
        }

        return reduced;
    }
}
