using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <summary>Nodes that do not belong here.</summary>
static class Strangers
{
    const string Name = "worker-stranger";

    /// <summary>
    /// A worker whose certificate is of another authority, but which has the broker's password: nobody takes its links, and the leader parts those that
    /// cannot be linked. Of two alone it cannot know who the stranger is.
    /// </summary>
    public static Task<Finding> WorkerAsync(Scene scene) => scene.RunAsync(
        async () =>
        {
            await scene.Cluster.StartStrangerAsync(Name);
            await scene.Cluster.AwaitReadyAsync(); // or it might come too late for a tile
        },
        async _ =>
        {
            await Await.TrueAsync("the refusal of the stranger's links", TimeSpan.FromMinutes(1), () =>
                scene.Lines(Events.LinkFault).Any(line => line.Node != Name));
            await Await.TrueAsync("the parting of the stranger", TimeSpan.FromMinutes(2), () =>
                scene.Lines(Events.Note).Any(line => line.Text.EndsWith("cannot be linked with others", StringComparison.Ordinal)));
            await scene.Cluster.ForgetAsync(Name);
            return new($"{Name} was refused");
        },
        latest: 0);
}
