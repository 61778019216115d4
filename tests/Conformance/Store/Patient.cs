using Tessera.Cluster;

namespace Conformance.Store;

/// <summary>Waits for what must come, on a machine that may be slow.</summary>
static class Patient
{
    /// <summary>For calls that are not about time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the store answers, as everybody does who uses one.</summary>
    public static Task EventuallyAsync(Func<Task> call) => EventuallyAsync(async () =>
    {
        await call();
        return true;
    });

    /// <summary>Asks until the store answers, as everybody does who uses one.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> call)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (StoreUnavailableException) when (!patience.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }
}
