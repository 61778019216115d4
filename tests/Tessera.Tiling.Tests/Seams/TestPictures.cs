namespace Tessera.Tiling.Tests.Seams;

/// <summary>Pictures of 768 x 768 with 6 x 6 tiles of 4 tokens of 32 pixels, good and bad.</summary>
static class TestPictures
{
    public const int Side = 768;
    public const int Tiles = 6;
    public const int Token = 32;
    public const int TilePixels = Side / Tiles;

    public static SeamLines Lines { get; } = SeamLines.Of(new PictureSize(Side, Side), new GridSize(Tiles, Tiles), Token);

    /// <summary>One landscape: nothing to find.</summary>
    public static SeamReport Continuous(int seed) => Measure(One(seed));

    /// <summary>Another landscape in every tile: what isolated tiles look like.</summary>
    public static SeamReport Isolated(int seed) => Measure(Many(tile => new((seed * 1000) + tile, (seed * 1000) + tile)));

    /// <summary>One landscape with another detail in every tile, faded into each other on either side of the seams: no steps, but too smooth.</summary>
    public static SeamReport CrossFaded(int seed, int pixels)
    {
        var tiles = Many(tile => new(seed, (seed * 1000) + tile));
        return Measure((x, y) =>
        {
            var (left, u) = Fade(x, pixels);
            var (top, v) = Fade(y, pixels);
            var upper = Mix(tiles(left, top, x, y), tiles(left + 1, top, x, y), u);
            var lower = Mix(tiles(left, top + 1, x, y), tiles(left + 1, top + 1, x, y), u);
            return Mix(upper, lower, v);
        });
    }

    /// <summary>One landscape whose tiles differ a little in brightness.</summary>
    public static SeamReport Tinted(int seed, double levels)
    {
        var landscape = One(seed);
        var random = new Random(seed);
        var shifts = Enumerable.Range(0, Tiles * Tiles).Select(_ => ((random.NextDouble() * 2) - 1) * levels).ToArray();
        return Measure((x, y) => Add(landscape(x, y), shifts[(y / TilePixels * Tiles) + (x / TilePixels)]));
    }

    /// <summary>The same under grain that differs from pixel to pixel by up to as many levels again and again.</summary>
    public static SeamReport TintedUnderGrain(int seed, double levels, int grain)
    {
        var landscape = One(seed);
        var random = new Random(seed);
        var shifts = Enumerable.Range(0, Tiles * Tiles).Select(_ => ((random.NextDouble() * 2) - 1) * levels).ToArray();
        return Measure((x, y) => Add(landscape(x, y), shifts[(y / TilePixels * Tiles) + (x / TilePixels)] + random.Next(-grain, grain + 1)));
    }

    /// <summary>One landscape with a step at every token, as a decoder leaves: a pattern, but no seam.</summary>
    public static SeamReport TokenPattern(int seed)
    {
        var landscape = One(seed);
        return Measure((x, y) => Add(landscape(x, y), 25 * (((x / Token) + (y / Token)) % 2)));
    }

    /// <summary>One landscape with more and more contrast to the right and to the bottom.</summary>
    public static SeamReport GrowingContrast(int seed)
    {
        var landscape = One(seed);
        return Measure((x, y) => Mix((128, 128, 128), landscape(x, y), 0.2 + (0.8 * (x + y) / (2 * Side))));
    }

    public static SeamReport Measure(Func<int, int, (double Red, double Green, double Blue)> color) => Measure(Lines, color);

    public static SeamReport Measure(SeamLines lines, Func<int, int, (double Red, double Green, double Blue)> color)
    {
        var meter = new SeamMeter(lines);
        var row = new byte[3 * lines.Picture.Width];
        for (var y = 0; y < lines.Picture.Height; y++)
        {
            for (var x = 0; x < lines.Picture.Width; x++)
            {
                var (red, green, blue) = color(x, y);
                row[3 * x] = Byte(red);
                row[(3 * x) + 1] = Byte(green);
                row[(3 * x) + 2] = Byte(blue);
            }

            meter.Push(row);
        }

        return meter.Finish();
    }

    static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    static Func<int, int, (double Red, double Green, double Blue)> One(int seed) => new Landscape(seed, seed).At;

    static TileColors Many(Func<int, Landscape> make)
    {
        var landscapes = Enumerable.Range(0, Tiles * Tiles).Select(make).ToArray();
        return (column, row, x, y) => landscapes[(Math.Clamp(row, 0, Tiles - 1) * Tiles) + Math.Clamp(column, 0, Tiles - 1)].At(x, y);
    }

    static SeamReport Measure(TileColors tiles) => Measure((x, y) => tiles(x / TilePixels, y / TilePixels, x, y));

    /// <summary>The two tiles that a pixel lies between, and the share of the second.</summary>
    static (int First, double Share) Fade(int at, int pixels)
    {
        var first = ((at + (TilePixels / 2)) / TilePixels) - 1;
        var distance = at + 0.5 - ((first + 1) * TilePixels);
        return (first, Math.Clamp((distance + pixels) / (2 * pixels), 0, 1));
    }

    static (double Red, double Green, double Blue) Add((double Red, double Green, double Blue) color, double levels) =>
        (color.Red + levels, color.Green + levels, color.Blue + levels);

    static (double Red, double Green, double Blue) Mix(
        (double Red, double Green, double Blue) from, (double Red, double Green, double Blue) to, double share) =>
        (from.Red + (share * (to.Red - from.Red)), from.Green + (share * (to.Green - from.Green)), from.Blue + (share * (to.Blue - from.Blue)));

    delegate (double Red, double Green, double Blue) TileColors(int column, int row, int x, int y);
}
