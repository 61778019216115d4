namespace Tessera.Cluster;

/// <summary>Tasks that live and end together.</summary>
public static class Together
{
    /// <summary>Runs tasks until the first of them ends, cancels the others, waits for them, and ends as the first did.</summary>
    public static async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> tasks, CancellationToken cancellationToken)
    {
        using var lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = tasks.Select(task => task(lifetime.Token)).ToList();
        var first = await Task.WhenAny(running);
        await lifetime.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }
}
