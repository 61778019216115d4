using Tessera.Cluster;

namespace Tessera.Cli.Nodes;

/// <summary>Opens a store that may be out of reach for a while: whoever starts everything at once starts nothing in order.</summary>
static class PatientStore
{
    /// <summary>How long a store that cannot be opened is left alone.</summary>
    static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <param name="open">Opens it once.</param>
    /// <param name="onFailure">Is told why it could not be opened, each time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<IJobStore> OpenAsync(Func<CancellationToken, Task<IJobStore>> open, Action<string> onFailure, TimeProvider time, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await open(cancel);
            }
            catch (StoreUnavailableException e)
            {
                onFailure(e.Message);
                await Task.Delay(Every, time, cancel);
            }
        }
    }
}
