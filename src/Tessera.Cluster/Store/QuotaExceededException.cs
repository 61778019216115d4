using System.Globalization;

namespace Tessera.Cluster;

/// <summary>A job would cost more than is left to its tenant until others have ended. Costs are in pixels times steps.</summary>
/// <param name="quota">The most that jobs of the tenant which have not ended may cost together.</param>
/// <param name="outstanding">What they cost now.</param>
/// <param name="cost">What the job would add.</param>
public sealed class QuotaExceededException(long quota, long outstanding, long cost) : StoreRefusalException(string.Create(
    CultureInfo.InvariantCulture,
    $"The job costs {cost}, jobs that have not ended cost {outstanding}, and together they may cost {quota} (pixels x steps)."))
{
    /// <summary>The most that jobs of the tenant which have not ended may cost together.</summary>
    public long Quota => quota;

    /// <summary>What they cost now.</summary>
    public long Outstanding => outstanding;

    /// <summary>What the job would add.</summary>
    public long Cost => cost;
}
