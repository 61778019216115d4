using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tessera.Server.Security;

/// <summary>
/// Finds who has sent a request by <c>Authorization: Bearer KEY</c>, and asks the store each time: a revoked key is good for nothing from then on. A key
/// that is shown must be good even where none is asked for.
/// </summary>
sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> scheme, ILoggerFactory logs, UrlEncoder encoder, ServerOptions options, KeyLookups keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(scheme, logs, encoder)
{
    public const string Name = "Bearer";

    /// <summary>The longest key with some to spare: more is none.</summary>
    const int MostCharacters = 256;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return AuthenticateResult.NoResult(); // also while the store is away
        }

        var header = Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return options.AsksForKeys ? AuthenticateResult.NoResult() : Succeed(Caller.Local);
        }

        return header is [{ Length: <= MostCharacters } value] && Token(value) is { } token
            && await keys.FindAsync(token.Id, Context) is { RevokedAt: null } key && token.IsOf(key)
            ? Succeed(new(new(key.Tenant, key.Id), key.Role))
            : AuthenticateResult.Fail("The key is not good.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Name;
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    static ApiToken? Token(string header) =>
        header.StartsWith(Name + " ", StringComparison.OrdinalIgnoreCase) && ApiToken.TryParse(header.AsSpan(Name.Length + 1).Trim(' '), out var token)
            ? token
            : null;

    AuthenticateResult Succeed(Caller caller)
    {
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new(ClaimTypes.Role, caller.Role.ToString())], Name);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Name));
    }
}
