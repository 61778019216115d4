using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <summary>Processes that end without their doing.</summary>
static class Kills
{
    /// <summary>A node's silence is noticed within this time.</summary>
    static readonly TimeSpan DetectWithin = TimeSpan.FromSeconds(5);

    /// <summary>A lease lasts for 6 s, is asked for each second, and the store takes a moment.</summary>
    static readonly TimeSpan TakeOverWithin = TimeSpan.FromSeconds(7.5);

    /// <summary>How long a server is gone at most before it is started again: longer than a silence that kills.</summary>
    const double LongestPause = 8;

    const double ShortPause = 2;

    /// <summary>A worker, which is started again at once or when it is known to be dead.</summary>
    public static Task<Finding> WorkerAsync(Scene scene) => scene.RunAsync(prepare: null, async _ =>
    {
        var worker = scene.Pick(scene.Cluster.Workers);
        var isAtOnce = scene.Random.Next(2) == 0;
        var killed = await worker.KillAsync();
        if (isAtOnce)
        {
            await scene.Cluster.StartNodeAsync(worker.Name);
        }

        var detected = await scene.DetectAsync(worker.Member, killed);
        scene.Judge("finding a dead node", detected, DetectWithin);
        await scene.Cluster.MendAsync();
        return new($"{worker.Name}{(isAtOnce ? ", back at once" : "")}") { Detected = detected };
    });

    /// <summary>The leader, which is started again when another has taken over.</summary>
    public static Task<Finding> LeaderAsync(Scene scene) => scene.RunAsync(prepare: null, async _ =>
    {
        var leader = scene.Cluster.Leader!;
        var killed = await leader.KillAsync();
        var detected = await scene.TakeOverAsync(leader, killed);
        scene.Judge("taking over", detected, TakeOverWithin);
        await scene.Cluster.MendAsync();
        return new(leader.Name) { Detected = detected };
    });

    /// <summary>The broker, which is started again after a while; nobody is taken for dead.</summary>
    public static Task<Finding> BrokerAsync(Scene scene) => scene.RunAsync(
        prepare: null,
        async _ => new($"broker for {await KillBrokerAsync(scene, LongestPause):0.0} s"),
        scene.BlameNobody);

    /// <summary>The database, which is started again after a while; nobody is taken for dead.</summary>
    public static Task<Finding> DatabaseAsync(Scene scene) => scene.RunAsync(
        prepare: null,
        async _ => new($"database for {await KillDatabaseAsync(scene, LongestPause):0.0} s"),
        scene.BlameNobody);

    /// <summary>Both, one after the other, for a short time each.</summary>
    public static Task<Finding> ServersAsync(Scene scene) => scene.RunAsync(
        prepare: null,
        async _ => new($"broker for {await KillBrokerAsync(scene, ShortPause):0.0} s and database for {await KillDatabaseAsync(scene, ShortPause):0.0} s"),
        scene.BlameNobody);

    /// <summary>Everything at once.</summary>
    public static Task<Finding> EverythingAsync(Scene scene) => scene.RunAsync(prepare: null, async _ =>
    {
        var cluster = scene.Cluster;
        await Task.WhenAll(cluster.Running.ToList().Select(node => node.KillAsync()));
        cluster.Broker.Kill();
        await cluster.Database.KillAsync();

        await Task.WhenAll(cluster.Database.StartAsync(), cluster.Broker.RestartAsync(), cluster.MendAsync());
        return new("everything");
    });

    static async Task<double> KillBrokerAsync(Scene scene, double most)
    {
        var seconds = most * scene.Random.NextDouble();
        scene.Cluster.Broker.Kill();
        await Await.PassAsync(TimeSpan.FromSeconds(seconds));
        await scene.Cluster.Broker.RestartAsync();
        return seconds;
    }

    static async Task<double> KillDatabaseAsync(Scene scene, double most)
    {
        var seconds = most * scene.Random.NextDouble();
        await scene.Cluster.Database.KillAsync();
        await Await.PassAsync(TimeSpan.FromSeconds(seconds));
        await scene.Cluster.Database.StartAsync();
        return seconds;
    }
}
