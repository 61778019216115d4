namespace Tessera.Cluster;

/// <summary>A key that is to be added. Its secret is never told to the store.</summary>
/// <param name="Id">Names it, in public: 1 to <see cref="Limits.TenantCharacters"/> of a-z, 0-9 and '-'.</param>
/// <param name="Tenant">Whose it is; see <see cref="JobSubmission.Tenant"/>.</param>
/// <param name="Name">What people call it: 1 to <see cref="Limits.KeyNameCharacters"/> characters, no control characters.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Hash">Of its secret.</param>
public sealed record NewApiKey(string Id, string Tenant, string Name, ApiRole Role, Sha256Hash Hash);
