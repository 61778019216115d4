namespace Tessera.Cluster.RabbitMq;

/// <summary>How long to wait before another connection.</summary>
static class Backoff
{
    /// <summary>
    /// Doubles with each failure up to a bound. Half of it is random: all nodes lose a broker at the same time, and should not come back at
    /// the same time.
    /// </summary>
    public static TimeSpan After(int failures, Random random)
    {
        var longest = RabbitMqLimits.LeastWait * Math.Pow(2, Math.Min(failures, 16));
        return (longest < RabbitMqLimits.MostWait ? longest : RabbitMqLimits.MostWait) * (0.5 + (random.NextDouble() / 2));
    }
}
