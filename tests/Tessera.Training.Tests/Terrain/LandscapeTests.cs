using Tessera.Training.Terrain;

namespace Tessera.Training.Tests.Terrain;

public class LandscapeTests
{
    [Theory]
    [InlineData(64, "alpine", "lake")]
    [InlineData(4, "farmland", "village")]
    public void ACropIsTheSameAsTheCropOfALargerPicture(double metresPerPixel, params string[] tags)
    {
        var land = new Landscape(5, Weights(tags));
        var whole = new byte[300 * 100 * 3];
        land.Render(-1024, 2048, metresPerPixel, 300, 100, whole);
        var part = new byte[67 * 41 * 3];
        new Landscape(5, Weights(tags)).Render(-1024 + (201 * metresPerPixel), 2048 + (37 * metresPerPixel), metresPerPixel, 67, 41, part);
        for (var row = 0; row < 41; row++)
        {
            part.AsSpan(row * 67 * 3, 67 * 3).SequenceEqual(whole.AsSpan((((row + 37) * 300) + 201) * 3, 67 * 3)).ShouldBeTrue($"row {row}");
        }

        whole.Distinct().Count().ShouldBeGreaterThan(40);
    }

    [Fact]
    public void ThreadsDrawTheSameBytes()
    {
        var land = new Landscape(9, Weights("forest", "river", "mountain"));
        var one = Draw(land, 0, 0, 16, 128);
        var many = new byte[one.Length];
        Parallel.For(0, 16, i => land.Render(0, i * 8 * 16, 16, 128, 8, many.AsSpan(i * 8 * 128 * 3, 8 * 128 * 3)));
        many.ShouldBe(one);
    }

    /// <summary>Each picture is close to the box-filtered one at half the metres per pixel, in mean and in structure.</summary>
    [Theory]
    [InlineData("alpine", "lake")]
    [InlineData("forest", "hills", "river")]
    [InlineData("farmland", "village")]
    [InlineData("desert", "mesa")]
    [InlineData("coast", "jungle")]
    [InlineData("tundra")]
    public void ZoomsAgree(params string[] tags)
    {
        var land = new Landscape(21, Weights(tags));
        for (var metres = 64; metres >= 4; metres /= 2)
        {
            var coarse = Draw(land, 4096, 4096, metres, 96);
            var fine = Halve(Draw(land, 4096, 4096, metres / 2, 192), 192);
            var label = $"{string.Join(',', tags)} at {metres} m";
            Distance(coarse, fine).ShouldBeLessThan(11, label);
            Math.Abs(coarse.Average(v => v) - fine.Average(v => v)).ShouldBeLessThan(4, label);
        }
    }

    [Fact]
    public void EveryTagChangesThePicture()
    {
        for (var tag = 0; tag < Landscape.Tags.Length; tag++)
        {
            var (name, group) = (Landscape.Tags[tag].Name, Landscape.Tags[tag].Group);

            // A group left open gets a default, which may be this tag: compare with another tag of the group instead.
            var exclusive = group is not ("water" or "human");
            var without = exclusive
                ? Weights(Landscape.Tags.First(t => t.Group == group && t.Name != name).Name)
                : Weights("grassland", "plain", "summer", "noon");
            var with = exclusive ? Weights(name) : Weights("grassland", "plain", "summer", "noon", name);
            var difference = Enumerable.Range(0, 3).Average(i => Distance(
                Draw(new Landscape((ulong)i, without), i * 5000, 0, 32, 128), Draw(new Landscape((ulong)i, with), i * 5000, 0, 32, 128)));
            difference.ShouldBeGreaterThan(name == "road" ? 0.5 : 1.0, name); // roads cover few pixels
        }
    }

    [Fact]
    public void MoreSnowIsBrighterAndMoreForestDarker()
    {
        double Brightness(string tag, float weight)
        {
            var w = Weights("grassland", "hills", "noon");
            w[Index(tag)] = weight;
            if (tag == "forest")
            {
                w[Index("grassland")] = 1 - weight;
            }

            return Enumerable.Range(0, 4).Average(i => Draw(new Landscape((ulong)i, w), 0, 0, 64, 96).Average(v => v));
        }

        float[] weights = [0f, 0.25f, 0.5f, 0.75f, 1f];
        weights.Select(w => Brightness("snow", w)).ShouldBeInOrder(SortDirection.Ascending);
        weights.Select(w => Brightness("forest", w)).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void NeighbouringPixelsAgree()
    {
        // Power falls off towards the finest frequencies: the mean step between neighbours is small against the spread of the picture.
        foreach (var tag in Landscape.Tags.Where(t => t.Group == "biome"))
        {
            foreach (var metres in new[] { 64, 4 })
            {
                var picture = Draw(new Landscape(2, Weights(tag.Name)), 0, 0, metres, 96);
                var mean = picture.Average(v => v);
                var spread = Math.Sqrt(picture.Average(v => (v - mean) * (v - mean)));
                var step = Enumerable.Range(0, picture.Length - 3).Where(i => i % 288 < 285).Average(i => Math.Abs(picture[i] - picture[i + 3]));
                step.ShouldBeLessThan(0.5 * spread, $"{tag.Name} at {metres} m");
            }
        }
    }

    [Fact]
    public void RefusesWrongWeightsAndSizes()
    {
        Should.Throw<ArgumentException>(() => new Landscape(1, [1f, 2f])).Message.ShouldContain("tag weights");
        var bad = Weights();
        bad[0] = float.NaN;
        Should.Throw<ArgumentException>(() => new Landscape(1, bad)).Message.ShouldContain("alpine");
        var land = new Landscape(1, Weights());
        Should.Throw<ArgumentException>(() => land.Render(0, 0, 16, 10, 10, new byte[299])).Message.ShouldContain("300 bytes");
        Should.Throw<ArgumentException>(() => land.Render(0, 0, 0.5, 10, 10, new byte[300]));
        Should.Throw<ArgumentException>(() => land.Render(0, 0, 1025, 10, 10, new byte[300]));
        Should.Throw<ArgumentException>(() => land.Render(0, 0, 16, 0, 10, []));
    }

    static float[] Weights(params string[] tags)
    {
        var w = new float[Landscape.Tags.Length];
        foreach (var tag in tags)
        {
            w[Index(tag)] = 1f;
        }

        return w;
    }

    static int Index(string tag) => Enumerable.Range(0, Landscape.Tags.Length).Single(i => Landscape.Tags[i].Name == tag);

    static byte[] Draw(Landscape land, double x, double y, double metresPerPixel, int size)
    {
        var rgb = new byte[size * size * 3];
        land.Render(x, y, metresPerPixel, size, size, rgb);
        return rgb;
    }

    static byte[] Halve(byte[] rgb, int size)
    {
        var half = new byte[rgb.Length / 4];
        for (var i = 0; i < half.Length; i++)
        {
            var (y, x, c) = (i / 3 / (size / 2), i / 3 % (size / 2), i % 3);
            var at = (((2 * y * size) + (2 * x)) * 3) + c;
            half[i] = (byte)((rgb[at] + rgb[at + 3] + rgb[at + (3 * size)] + rgb[at + (3 * size) + 3] + 2) / 4);
        }

        return half;
    }

    static double Distance(byte[] a, byte[] b)
    {
        var sum = 0L;
        for (var i = 0; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        return sum / (double)a.Length;
    }
}
