using Tessera.Cluster;

namespace Conformance.Seam;

/// <summary>Reads signals, and gives up after a time that no test needs.</summary>
static class Listening
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<Signal> NextAsync(this IClusterSeam seam)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        return await seam.Signals.ReadAsync(patience.Token);
    }

    /// <summary>The next signal of a kind; others are passed over.</summary>
    public static async Task<T> NextAsync<T>(this IClusterSeam seam)
        where T : Signal
    {
        while (true)
        {
            if (await seam.NextAsync() is T signal)
            {
                return signal;
            }
        }
    }

    /// <summary>The next message whose body is one byte of this value; others are passed over.</summary>
    public static async Task<Signal.Received> HearAsync(this IClusterSeam seam, byte value)
    {
        while (true)
        {
            if (await seam.NextAsync<Signal.Received>() is { Body.Length: 1 } message && message.Body.Span[0] == value)
            {
                return message;
            }
        }
    }

    /// <summary>Waits for something that no signal tells.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(Patience);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
