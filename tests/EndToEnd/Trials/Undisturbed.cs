using System.Collections.Concurrent;
using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <summary>The pictures that nobody disturbs: drawn by one process, once each.</summary>
static class Undisturbed
{
    static readonly ConcurrentDictionary<Picture, Task<string>> Hashes = [];

    public static Task<string> HashOfAsync(Picture picture) => Hashes.GetOrAdd(picture, DrawAsync);

    static async Task<string> DrawAsync(Picture picture)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tessera-undisturbed-{Guid.NewGuid():N}.png");
        try
        {
            await TesseraCommand.RunAsync(["generate", .. picture.Arguments, "--quiet", "--out", file]);
            return Picture.HashOf(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
