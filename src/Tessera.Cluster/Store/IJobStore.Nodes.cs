using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What leaders know of nodes, and what operators want of them.</content>
public partial interface IJobStore
{
    /// <summary>Shows all nodes, in place of those shown before, if the lease has this term; otherwise writes nothing.</summary>
    /// <param name="term">The leader's.</param>
    /// <param name="nodes">At most <see cref="MachineLimits.MostMembers"/>, one of a name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether they were written.</returns>
    /// <exception cref="ArgumentException">Something is out of its range.</exception>
    Task<bool> ShowNodesAsync(long term, IReadOnlyList<NodeStatus> nodes, CancellationToken cancellationToken);

    /// <summary>Lists the nodes as a leader showed them last.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<ShownNodes> ListNodesAsync(CancellationToken cancellationToken);

    /// <summary>Says that a node is to be rid of its tiles and to get no others, or no longer. It may be one that nobody knows yet.</summary>
    /// <param name="node">Its name, 1 to <see cref="Limits.NameCharacters"/> characters.</param>
    /// <param name="isDrained">Which of the two.</param>
    /// <param name="by">Who asks, for the audit log; null for nobody it would name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">It is no name.</exception>
    /// <exception cref="StoreFullException">There are <see cref="MachineLimits.MostMembers"/> of them.</exception>
    Task DrainAsync(string node, bool isDrained, Actor? by, CancellationToken cancellationToken);

    /// <summary>Lists the names of nodes that are to be rid of their tiles, in order.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<string>> DrainsAsync(CancellationToken cancellationToken);
}
