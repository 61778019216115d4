namespace Tessera.Kernels.Tests;

static class Concurrency
{
    /// <summary>Runs <paramref name="body"/> on several threads that start together; their exceptions reach the caller.</summary>
    public static void Race(int callers, Action<int> body)
    {
        using var start = new Barrier(callers);
        Task.WaitAll([.. Enumerable.Range(0, callers).Select(caller => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                body(caller);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))]);
    }
}
