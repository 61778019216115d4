using EndToEnd.Harness;
using EndToEnd.Trials;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>A whole cluster of processes, attacked: every job ends with the picture that an undisturbed one draws. More of it: bash tests/EndToEnd/chaos.</summary>
public sealed class ChaosTests(ChaosTests.OneCluster cluster, ITestOutputHelper output) : IClassFixture<ChaosTests.OneCluster>
{
    [Fact]
    public Task A_worker_is_killed() => TryAsync(Kills.WorkerAsync);

    [Fact]
    public Task The_leader_is_killed() => TryAsync(Kills.LeaderAsync);

    [Fact]
    public Task The_broker_and_then_the_database_are_killed() => TryAsync(Kills.ServersAsync);

    [Fact]
    public Task The_server_is_killed_while_somebody_watches() => TryAsync(Servers.ServerAsync);

    [Fact]
    public Task Everything_is_killed() => TryAsync(Kills.EverythingAsync);

    [Fact]
    public Task A_worker_stops_between_computing_and_reporting() => TryAsync(scene => Stops.WorkerAsync(scene, TimeSpan.Zero));

    [Fact]
    public Task The_leader_stops() => TryAsync(scene => Stops.LeaderAsync(scene, TimeSpan.Zero));

    [Fact]
    public Task A_worker_leaves() => TryAsync(Stops.LeaveAsync);

    [Fact]
    public Task A_worker_with_certificates_of_others_is_refused() => TryAsync(Strangers.WorkerAsync);

    async Task TryAsync(Func<Scene, Task<Finding>> trial)
    {
        var seed = Seeds.Next();
        output.WriteLine($"CHAOS_SEED={seed}");
        output.WriteLine((await trial(new(cluster.Cluster, Picture.Short, Seeds.Open(seed), isLoose: true))).ToString());
    }

    public sealed class OneCluster : IAsyncLifetime
    {
        internal Cluster Cluster { get; private set; } = null!;

        public async Task InitializeAsync() => Cluster = await Cluster.StartAsync();

        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}
