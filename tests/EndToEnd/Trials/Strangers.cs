using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <summary>Nodes that do not belong here.</summary>
static class Strangers
{
    const string Name = "worker-stranger";

    /// <summary>
    /// A worker whose certificate is of another authority, but which has the broker's password: nobody takes its links, and once it is gone the job
    /// goes on.
    /// </summary>
    public static Task<Finding> WorkerAsync(Scene scene) => scene.RunAsync(
        () => scene.Cluster.StartStrangerAsync(Name),
        async _ =>
        {
            await Await.TrueAsync("the refusal of the stranger's links", TimeSpan.FromMinutes(1), () =>
                scene.Lines(Events.LinkFault).Any(line => line.Node != Name && line.Text.Contains(Name, StringComparison.Ordinal))
                || scene.Lines(Events.LinkFault).Any(line => line.Node != Name));
            await scene.Cluster.ForgetAsync(Name);
            return new($"{Name} was refused");
        },
        latest: 0);
}
