namespace Tessera.Media.Tests.Png;

/// <summary>Pictures for tests: waves with some noise, so that every filter has rows where it is the best.</summary>
static class TestPicture
{
    public static byte[] Rgb(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            var noise = y % 7 == 0 ? random.Next(256) : random.Next(4);
            rgb[i] = (byte)((x * (channel + 1)) + (y * 3) + (40 * Math.Sin(x * 0.1)) + noise);
        }

        return rgb;
    }
}
