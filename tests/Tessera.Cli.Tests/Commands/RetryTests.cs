using Tessera.Cluster;
using Tessera.Cluster.Store;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Tests.Commands;

/// <summary>A job of a real node that ended, and is tried again.</summary>
public sealed class RetryTests(ToyCheckpoint toy) : IClassFixture<ToyCheckpoint>, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tessera-retry-").FullName;

    [Fact]
    public async Task Job_cancelled_in_the_middle_goes_on_from_its_last_cut_to_the_picture_of_an_undisturbed_run()
    {
        string[] picture = ["lake", "--size", "1024x1024", "--steps", "40", "--seed", "3", "--halo", "1"];
        string[] cluster = ["--store", $"sqlite:{PathOf("jobs.db")}", "--artifacts", PathOf("artifacts")];
        await using var node = await RunningNode.StartAsync([.. cluster, "--model", toy.Folder, "--threads", "1"]);
        await using var store = await JobStores.OpenAsync(new($"sqlite:{PathOf("jobs.db")}"), TimeProvider.System, CancellationToken.None);
        await using var server = await LocalServer.StartAsync(PathOf("jobs.db"), PathOf("artifacts"), toy.Folder);
        var submitted = await TesseraProcess.RunAsync(["submit", .. picture, "--server", server.Address]);
        JobId.TryParse(submitted.Output.Trim(), out var id).ShouldBeTrue(submitted.Errors);

        await UntilAsync(store, id, job => job.Row.Stage > 0);
        (await store.CancelAsync(id, by: null, CancellationToken.None)).ShouldBeTrue();
        var cancelled = await UntilAsync(store, id, job => job.Row.Outcome is not null);
        cancelled.Row.Outcome.ShouldBe(JobOutcome.Cancelled);
        var folder = new ArtifactFolder(PathOf("artifacts"), id);
        var before = JobReport.Read(folder, cancelled.Row);
        File.Delete(folder.PreviewPath);
        Directory.CreateDirectory(folder.PreviewPath); // a preview that cannot be written spoils nothing

        (await store.RetryAsync(id, fromStart: false, quota: null, by: null, CancellationToken.None)).ShouldBe(JobChange.Made);
        var done = await UntilAsync(store, id, job => job.Row.Outcome is not null);
        done.Row.Outcome.ShouldBe(JobOutcome.Done);
        var epoch = JobReport.Read(folder, done.Row).Epochs.First(epoch => epoch.Epoch > before.Epochs[^1].Epoch);
        Directory.GetFiles(folder.Path, "preview*.part").ShouldBeEmpty();
        var cut = cancelled.Row.Cuts.IsEmpty ? 0 : cancelled.Row.Cuts[^1].Name.Step; // it may have ended as a stage began
        (epoch.Stage, epoch.Step).ShouldBe((cancelled.Row.Stage, cut));

        (await TesseraProcess.RunAsync(["generate", .. picture, "--model", toy.Folder, "--out", PathOf("a.png"), "--quiet"])).ExitCode.ShouldBe(0);
        File.ReadAllBytes(folder.StagePath(done.Row.Stage)).ShouldBe(File.ReadAllBytes(PathOf("a.png")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string PathOf(string name) => Path.Combine(_folder, name);

    static async Task<JobRecord> UntilAsync(IJobStore store, JobId id, Func<JobRecord, bool> condition)
    {
        while (true)
        {
            if (await store.FindAsync(id, tenant: null, CancellationToken.None) is { } job && condition(job))
            {
                return job;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
