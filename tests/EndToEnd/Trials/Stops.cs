using System.Globalization;
using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <summary>Processes that stop and go on later, and those that leave in order.</summary>
static class Stops
{
    /// <summary>A worker that has computed a step and stops before it tells anybody; what it says when it goes on is refused.</summary>
    /// <param name="scene">Where.</param>
    /// <param name="sleep">How long, at least; until it is known to be dead in any case.</param>
    public static Task<Finding> WorkerAsync(Scene scene, TimeSpan sleep)
    {
        NodeProcess sleeper = null!;
        var call = scene.Random.Next(2, 8);
        return scene.RunAsync(
            async () =>
            {
                var worker = scene.Pick(scene.Cluster.Workers);
                await worker.LeaveAsync(TimeSpan.FromMinutes(1));
                sleeper = await scene.Cluster.StartFaultyNodeAsync(worker.Name, string.Create(CultureInfo.InvariantCulture, $"stop-before-report:{call}"));
                await scene.Cluster.AwaitReadyAsync();
            },
            async job =>
            {
                await Await.TrueAsync($"{sleeper.Name}'s step {call}", TimeSpan.FromMinutes(2), () => sleeper.IsStopped);
                var stopped = TimeProvider.System.GetUtcNow();
                var detected = await scene.DetectAsync(sleeper.Member, stopped);
                await scene.AwaitOwnershipAsync(stopped);
                await Scene.GoOnAsync(stopped + sleep);
                var woken = sleeper.Resume();
                await Await.TrueAsync(
                    $"the refusal of what {sleeper.Name} says after its sleep",
                    TimeSpan.FromMinutes(1),
                    () => scene.Lines(Events.RefusedReport, Events.RefusedOrder, Events.DroppedPredictions).Any(line => line.At >= woken));
                return new($"{sleeper.Name} after call {call} of the device, for {(woken - stopped).TotalSeconds:0} s") { Detected = detected };
            },
            latest: 0);
    }

    /// <summary>The leader; another takes over, and what it commits nobody overwrites.</summary>
    public static Task<Finding> LeaderAsync(Scene scene, TimeSpan sleep) => scene.RunAsync(prepare: null, async _ =>
    {
        var leader = scene.Cluster.Leader!;
        var stopped = leader.Pause();
        var detected = await scene.TakeOverAsync(leader, stopped);
        await Scene.GoOnAsync(stopped + sleep);
        leader.Resume();
        await Await.TrueAsync($"{leader.Name}'s giving up", TimeSpan.FromMinutes(1), () => leader.Term == 0);
        return new(leader.Name) { Detected = detected };
    });

    /// <summary>A worker that is asked to end: it gives its tiles to others first.</summary>
    public static Task<Finding> LeaveAsync(Scene scene) => scene.RunAsync(prepare: null, async _ =>
    {
        var worker = scene.Pick(scene.Cluster.Workers);
        var code = await worker.LeaveAsync(TimeSpan.FromMinutes(1));
        return code == 0 && worker.Log.Any(line => line.Event == Events.GaveTilesAway && line.Text.EndsWith("True", StringComparison.Ordinal))
            ? new($"{worker.Name} left")
            : throw new TrialException($"{worker.Name} ended with code {code}, and did not give its tiles away");
    });
}
