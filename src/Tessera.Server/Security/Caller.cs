using Microsoft.AspNetCore.Http;
using Tessera.Cluster;
using Tessera.Server.Problems;

namespace Tessera.Server.Security;

/// <summary>Who has sent a request.</summary>
/// <param name="Actor">Its tenant and key.</param>
/// <param name="Role">What it may do.</param>
sealed record Caller(Actor Actor, ApiRole Role)
{
    /// <summary>Whoever calls without a key where none is asked for.</summary>
    public static readonly Caller Local = new(new(JobSubmission.DefaultTenant), ApiRole.Operator);

    /// <summary>The tenant whose jobs it sees; null for all.</summary>
    public string? Scope => Role is ApiRole.Operator ? null : Actor.Tenant;

    /// <summary>Whoever has sent this request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new ProblemException(ProblemKinds.Unauthenticated, ProblemKinds.Unauthenticated.Help);
}
