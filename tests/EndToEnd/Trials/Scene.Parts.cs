using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <content>Parts of trials.</content>
sealed partial class Scene
{
    public NodeProcess Pick(IEnumerable<NodeProcess> nodes)
    {
        var all = nodes.OrderBy(node => node.Name, StringComparer.Ordinal).ToList();
        return all[random.Next(all.Count)];
    }

    /// <summary>Waits for a moment.</summary>
    public static Task GoOnAsync(DateTimeOffset moment) =>
        moment - TimeProvider.System.GetUtcNow() is var left && left > TimeSpan.Zero ? Await.PassAsync(left) : Task.CompletedTask;

    /// <summary>Waits until another process leads.</summary>
    /// <returns>How long after a moment that was.</returns>
    public async Task<TimeSpan> TakeOverAsync(NodeProcess than, DateTimeOffset moment)
    {
        await Await.TrueAsync($"another leader than {than.Name}", TimeSpan.FromMinutes(1), () => cluster.Leader is { } leader && leader != than);
        return cluster.Leader!.Log.Last(line => line.Event == Events.Leads).At - moment;
    }

    /// <summary>Waits until tiles have owners anew.</summary>
    public Task AwaitOwnershipAsync(DateTimeOffset since) => Await.TrueAsync(
        "another ownership", TimeSpan.FromMinutes(1), () => Lines(Events.Note).Any(line => line.At > since && Owned().IsMatch(line.Text)));

    /// <exception cref="TrialException">Somebody was taken for dead.</exception>
    public void BlameNobody(Finding finding)
    {
        foreach (var line in Lines(Events.Died))
        {
            throw new TrialException($"{line}, but only this had ended: {finding.What}");
        }
    }
}
