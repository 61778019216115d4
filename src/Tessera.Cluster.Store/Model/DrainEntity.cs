namespace Tessera.Cluster.Store;

/// <summary>A row of <c>drains</c>: a node that is to be rid of its tiles.</summary>
sealed class DrainEntity
{
    public required string Node { get; set; }
}
