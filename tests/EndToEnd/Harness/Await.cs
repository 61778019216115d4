namespace EndToEnd.Harness;

/// <summary>Waits for what other processes do.</summary>
static class Await
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static Task TrueAsync(string what, TimeSpan within, Func<bool> isTrue) => TrueAsync(what, within, () => Task.FromResult(isTrue()));

    /// <exception cref="TrialException">It does not happen in time.</exception>
    public static async Task TrueAsync(string what, TimeSpan within, Func<Task<bool>> isTrue)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isTrue())
        {
            if (TimeProvider.System.GetElapsedTime(began) > within)
            {
                throw new TrialException($"{what} did not happen within {within.TotalSeconds:0} s");
            }

            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    public static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);
}
