using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.Problems;
using Tessera.Server.Security;

namespace Tessera.Server.Nodes;

/// <summary>The nodes, the queue, and what operators do with them.</summary>
static class NodeRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("").RequireAuthorization(nameof(ApiRole.Viewer)).WithTags("Cluster");
        read.MapGet("/v1/nodes", NodesAsync).WithName("listNodes").WithSummary("Lists the nodes, and what each is doing.").Produces<NodeList>();
        read.MapGet("/v1/queue", QueueAsync).WithName("showQueue").WithSummary("Lists the jobs that wait, in the order in which they will be begun.").Produces<QueueView>();

        var operate = routes.MapGroup("").RequireAuthorization(nameof(ApiRole.Operator)).WithTags("Cluster");
        operate.MapPost("/v1/nodes/{name}/drain", (HttpContext context, string name, IJobStore store) => DrainAsync(context, name, isDrained: true, store))
            .WithName("drainNode").WithSummary("Takes a node's tiles away at the next cut, and gives it no others.").Produces(204).HasProblems(400, 409);
        operate.MapPost("/v1/nodes/{name}/undrain", (HttpContext context, string name, IJobStore store) => DrainAsync(context, name, isDrained: false, store))
            .WithName("undrainNode").WithSummary("Lets a node have tiles again.").Produces(204).HasProblems(400);
        operate.MapGet("/v1/audit", AuditAsync).WithName("listAudit").WithSummary("Lists who changed what, the last first.").Produces<AuditPage>().HasProblems(400);
    }

    static async Task<NodeList> NodesAsync(HttpContext context, IJobStore store, ClusterView cluster)
    {
        var (scope, cancel) = (Caller.Of(context).Scope, context.RequestAborted);
        var (now, drains) = (await cluster.GetAsync(cancel), await store.DrainsAsync(cancel));
        var seen = new HashSet<JobId>();
        foreach (var job in now.Nodes.Nodes.Select(node => node.Job).OfType<JobId>().Distinct())
        {
            if (scope is null || await store.FindAsync(job, scope, cancel) is not null)
            {
                seen.Add(job);
            }
        }

        return new(now.IsLed, now.Nodes.At, [.. now.Nodes.Nodes.Select(node => View(node, drains.Contains(node.Name, StringComparer.Ordinal), seen, isOperator: scope is null))]);
    }

    /// <summary>Of jobs of others nothing is told but that they keep the node busy.</summary>
    static NodeView View(NodeStatus node, bool isDrained, HashSet<JobId> seen, bool isOperator)
    {
        var view = new NodeView(node.Name, node.IsAlive, isDrained, node.Phase, node.Speed, node.Memory, node.Numerics, isOperator ? node.Address : "");
        return node.Job is { } job && seen.Contains(job)
            ? view with { Job = job.ToString(), Tiles = node.Tiles, Step = node.Step, IsStraggler = node.IsStraggler }
            : view;
    }

    static async Task<QueueView> QueueAsync(HttpContext context, ClusterView cluster)
    {
        var (scope, now) = (Caller.Of(context).Scope, await cluster.GetAsync(context.RequestAborted));
        return new(
            now.Queue.Count,
            [.. now.Queue.Where(job => scope is null || job.Tenant == scope).Select(job => new QueuedJobView(job.Position, job.Id.ToString(), job.Tenant, job.Priority))]);
    }

    static async Task<IResult> DrainAsync(HttpContext context, string name, bool isDrained, IJobStore store)
    {
        if (name.Length > Limits.NameCharacters)
        {
            throw new ProblemException(ProblemKinds.Malformed, $"A node's name has at most {Limits.NameCharacters} characters.");
        }

        try
        {
            await store.DrainAsync(name, isDrained, Caller.Of(context).Actor, context.RequestAborted);
            return Results.NoContent();
        }
        catch (StoreFullException e)
        {
            throw new ProblemException(ProblemKinds.TooManyDrains, e.Message);
        }
    }

    static async Task<AuditPage> AuditAsync(HttpContext context, IJobStore store, int limit = Page.DefaultLimit, string? cursor = null)
    {
        var page = Page.Of(limit, cursor, Limits.AuditListed);
        var entries = await store.ListAuditAsync(page.Limit, page.Before, context.RequestAborted);
        return new(
            [.. entries.Select(entry => new AuditView(entry.Number, entry.At, entry.By.Tenant, entry.By.KeyId, entry.Action, entry.Job?.ToString(), entry.Detail))],
            page.Next(entries, entry => entry.Number));
    }
}
