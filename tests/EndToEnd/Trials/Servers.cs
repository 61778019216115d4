using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <summary>The server's deaths: nobody who draws knows it.</summary>
static class Servers
{
    static readonly TimeSpan WatchWithin = TimeSpan.FromMinutes(8);

    /// <summary>How long it is gone at most: longer than those who watch wait between two tries.</summary>
    const double LongestPause = 6;

    /// <summary>The server is killed while somebody watches the job: the watch goes on with the next one, until the job's end, and the picture can be fetched there.</summary>
    public static Task<Finding> ServerAsync(Scene scene) => scene.RunAsync(
        prepare: null,
        async job =>
        {
            var cluster = scene.Cluster;
            var watch = await NodeProcess.StartAsync("watch", [.. TesseraCommand.Start, "watch", job.Id.ToString(), "--config", cluster.ConfigFile]);
            await Await.TrueAsync("the first line of a watch", TimeSpan.FromMinutes(1), () => watch.Log.Count > 0);
            await cluster.Server.KillAsync();
            var seconds = LongestPause * scene.Random.NextDouble();
            await Await.PassAsync(TimeSpan.FromSeconds(seconds));
            await cluster.MendAsync();
            if (await watch.EndAsync(WatchWithin) is not 0 and var code)
            {
                throw new TrialException($"the watch ended with code {code}: {string.Join(" | ", watch.Log.Select(line => line.Text))}");
            }

            await CheckResultAsync(scene, job);
            return new($"server for {seconds:0.0} s, with a watch");
        },
        scene.BlameNobody);

    static async Task CheckResultAsync(Scene scene, Job job)
    {
        var file = Path.Combine(scene.Cluster.Folder, $"{job.Id}.png");
        await TesseraCommand.RunAsync("result", job.Id.ToString(), "--config", scene.Cluster.ConfigFile, "--out", file);
        if (Picture.HashOf(file) != await Undisturbed.HashOfAsync(scene.Picture))
        {
            throw new TrialException("the picture that the server hands out is not the undisturbed one");
        }

        File.Delete(file);
    }
}
