using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>Nodes and drains.</content>
public sealed partial class MemoryJobStore
{
    readonly SortedSet<string> _drains = new(StringComparer.Ordinal);
    ShownNodes _nodes = new(At: null, []);

    /// <inheritdoc/>
    public Task<bool> ShowNodesAsync(long term, IReadOnlyList<NodeStatus> nodes, CancellationToken cancellationToken)
    {
        StoreRules.Check(nodes);
        return Call(
            () =>
            {
                if (term != _term)
                {
                    return false;
                }

                _nodes = new(clock.GetUtcNow(), [.. nodes.OrderBy(node => node.Name, StringComparer.Ordinal)]);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ShownNodes> ListNodesAsync(CancellationToken cancellationToken) => Call(() => _nodes, cancellationToken);

    /// <inheritdoc/>
    public Task DrainAsync(string node, bool isDrained, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.CheckNode(node);
        StoreRules.Check(by);
        return Call(
            () =>
            {
                if (isDrained == _drains.Contains(node))
                {
                    return true;
                }

                if (isDrained && _drains.Count >= MachineLimits.MostMembers)
                {
                    throw new StoreFullException("drained nodes", MachineLimits.MostMembers);
                }

                _ = isDrained ? _drains.Add(node) : _drains.Remove(node);
                Note(clock.GetUtcNow(), by, AuditAction.Drain, job: null, StoreRules.DetailOf(node, isDrained));
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> DrainsAsync(CancellationToken cancellationToken) =>
        Call<IReadOnlyList<string>>(() => [.. _drains], cancellationToken);
}
