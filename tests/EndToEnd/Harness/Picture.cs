using System.Security.Cryptography;
using Tessera.Media.Png;

namespace EndToEnd.Harness;

/// <summary>What is drawn.</summary>
/// <param name="Size">Pixels, as the command takes them.</param>
/// <param name="More">Other options.</param>
sealed record Picture(string Size, params string[] More)
{
    /// <summary>28 steps, 13 tiles in all.</summary>
    public static Picture Short { get; } = new("1024x1024");

    /// <summary>32 steps, 49 tiles in all: 15 to 25 s of two workers with a thread each.</summary>
    public static Picture Medium { get; } = new("2048x2048");

    /// <summary>One that lasts while a node sleeps for half a minute.</summary>
    public static Picture Long { get; } = new("3072x3072");

    /// <summary>One stage.</summary>
    public static Picture Tiny { get; } = new("256x256", "--stages", "none");

    public IEnumerable<string> Arguments => ["alpine lakes, snow, dawn", "--size", Size, "--seed", "7", .. More];

    /// <summary>SHA-256 of a picture's pixels.</summary>
    public static string HashOf(string path)
    {
        using var reader = PngReader.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var row = new byte[3 * reader.Width];
        for (var y = 0; y < reader.Height; y++)
        {
            reader.ReadRows(row);
            hash.AppendData(row);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
