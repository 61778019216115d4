namespace Tessera.Cli.Client;

/// <summary>How long to wait before a request is repeated.</summary>
static class Backoff
{
    /// <summary>Doubles with each failure up to a bound. Half of it is random: all clients lose a server at the same time, and should not come back at the same time.</summary>
    /// <param name="failures">How often it failed before, from 0.</param>
    /// <param name="retryAfter">What the server wants at least; no more than the bound is granted.</param>
    /// <param name="most">The bound.</param>
    /// <param name="random">Chance.</param>
    public static TimeSpan After(int failures, TimeSpan retryAfter, TimeSpan most, Random random)
    {
        var longest = Least(ClientLimits.LeastWait * Math.Pow(2, Math.Min(failures, 16)), most);
        var wait = longest * (0.5 + (random.NextDouble() / 2));
        var asked = Least(retryAfter, most);
        return wait > asked ? wait : asked;
    }

    static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
