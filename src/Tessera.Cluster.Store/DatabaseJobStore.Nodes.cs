using Microsoft.EntityFrameworkCore;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <content>Nodes and drains.</content>
sealed partial class DatabaseJobStore
{
    public Task<bool> ShowNodesAsync(long term, IReadOnlyList<NodeStatus> nodes, CancellationToken cancellationToken)
    {
        StoreRules.Check(nodes);
        return calls.ChangeAsync(
            async (context, cluster) =>
            {
                if (cluster.Term != term)
                {
                    return false;
                }

                cluster.NodesAt = await NowAsync(context).ConfigureAwait(false);
                var there = await context.Nodes.ToDictionaryAsync(node => node.Name, StringComparer.Ordinal).ConfigureAwait(false);
                foreach (var node in nodes)
                {
                    if (!there.Remove(node.Name, out var row))
                    {
                        context.Nodes.Add(row = new() { Name = node.Name });
                    }

                    row.Take(node); // only what is other than before is written
                }

                context.Nodes.RemoveRange(there.Values);
                return true;
            },
            cancellationToken);
    }

    public Task<ShownNodes> ListNodesAsync(CancellationToken cancellationToken) => calls.AskAsync(
        async context =>
        {
            var rows = await context.Cluster
                .SelectMany(_ => context.Nodes.DefaultIfEmpty(), (cluster, node) => new { cluster.NodesAt, Node = node }).AsNoTracking().ToListAsync().ConfigureAwait(false);
            var nodes = rows.Where(row => row.Node is not null).Select(row => row.Node!.ToStatus());
            return new ShownNodes(rows[0].NodesAt, [.. nodes.OrderBy(node => node.Name, StringComparer.Ordinal)]);
        },
        cancellationToken);

    public async Task DrainAsync(string node, bool isDrained, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.CheckNode(node);
        StoreRules.Check(by);
        await TryAsync<bool>(
            async (context, cluster) =>
            {
                var there = await context.Drains.SingleOrDefaultAsync(drain => drain.Node == node).ConfigureAwait(false);
                if (isDrained == there is not null)
                {
                    return true;
                }

                if (there is not null)
                {
                    context.Drains.Remove(there);
                }
                else if (await context.Drains.CountAsync().ConfigureAwait(false) >= MachineLimits.MostMembers)
                {
                    return new StoreFullException("drained nodes", MachineLimits.MostMembers);
                }
                else
                {
                    context.Drains.Add(new() { Node = node });
                }

                var now = await NowAsync(context).ConfigureAwait(false);
                var detail = StoreRules.DetailOf(node, isDrained);
                await NoteAsync(context, cluster, now, by, AuditAction.Drain, job: null, detail).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<string>> DrainsAsync(CancellationToken cancellationToken) => calls.AskAsync(
        async context =>
        {
            var drains = await context.Drains.Select(drain => drain.Node).ToListAsync().ConfigureAwait(false);
            return (IReadOnlyList<string>)[.. drains.Order(StringComparer.Ordinal)];
        },
        cancellationToken);
}
