using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Cluster;

namespace Tessera.Server.Security;

/// <summary>
/// Who may call what: a route names the lowest role by <c>RequireAuthorization(nameof(ApiRole.User))</c>, or says <c>AllowAnonymous()</c>. One that says neither is
/// closed to everybody.
/// </summary>
static class Access
{
    public static void AddTo(IServiceCollection services)
    {
        // Not AddAuthentication: it would keep keys of its own, in files.
        services.AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = ApiKeyHandler.Name;
            authentication.AddScheme<ApiKeyHandler>(ApiKeyHandler.Name, displayName: null);
        });
        services.AddSingleton<KeyLookups>().AddTransient<ApiKeyHandler>().AddWebEncoders();
        services.AddAuthorization(authorization =>
        {
            foreach (var least in Enum.GetValues<ApiRole>())
            {
                var enough = Enum.GetValues<ApiRole>().Where(role => role >= least).Select(role => role.ToString());
                authorization.AddPolicy(least.ToString(), policy => policy.RequireRole(enough));
            }

            // Where there is no route, the answer is that there is none.
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder()
                .RequireAssertion(asked => asked.Resource is HttpContext context && context.GetEndpoint() is not RouteEndpoint)
                .Build();
        });
    }
}
