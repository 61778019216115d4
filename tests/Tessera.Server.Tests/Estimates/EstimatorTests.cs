using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Estimates;
using Tessera.Server.Nodes;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Tests.Estimates;

public sealed class EstimatorTests
{
    static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nodes_that_are_not_there_take_no_time() => Estimator.OfTokens(1000, Cluster(isLed: false)).ShouldBeNull();

    [Fact]
    public void The_speed_of_all_nodes_counts()
    {
        var estimate = Estimator.OfTokens(6000, Cluster(isLed: true))!;
        estimate.ShouldBe(new(2, 6, EstimateBasis.Speed)); // one of the four is drained, one is dead
    }

    [Fact]
    public void Pace_is_that_since_the_job_last_went_back()
    {
        LoggedEvent[] events =
        [
            Progress(1, 0, 0), Progress(2, 10, 50),
            new(3, At(20), LoggedEventKind.Retried, 0), Progress(4, 30, 10), Progress(5, 40, 30), Progress(6, 41, 20), Progress(7, 45, 28),
        ];
        Estimator.PaceOf(events[..2]).ShouldBe(5);
        Estimator.PaceOf(events[..5]).ShouldBe(2);
        Estimator.PaceOf(events).ShouldBe(2);
        Estimator.PaceOf(events[..4]).ShouldBeNull(); // one event has no pace
        Estimator.PaceOf([]).ShouldBeNull();
    }

    static LoggedEvent Progress(long sequence, double seconds, long done) =>
        new(sequence, At(seconds), LoggedEventKind.Progress, 0, new(JobPhase.Denoising, 0, 1, 0, 1, 0, 1, done, 100));

    static DateTimeOffset At(double seconds) => Began + TimeSpan.FromSeconds(seconds);

    static ClusterView.Snapshot Cluster(bool isLed)
    {
        var node = new NodeStatus("w1", 1, 1500, 0, "avx", NodePhase.Idle, "", IsAlive: true);
        NodeStatus[] nodes = [node, node with { Name = "w2" }, node with { Name = "w3", IsDrained = true }, node with { Name = "w4", IsAlive = false }];
        return new(new(Began, nodes), isLed, [], new Dictionary<JobId, ClusterView.Place>());
    }
}
