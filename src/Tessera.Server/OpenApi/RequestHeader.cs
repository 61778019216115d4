namespace Tessera.Server.OpenApi;

/// <summary>A header that a route reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
sealed record RequestHeader(string Name, string Description);
