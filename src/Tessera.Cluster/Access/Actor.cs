namespace Tessera.Cluster;

/// <summary>Who asks for something that the audit log is to say.</summary>
/// <param name="Tenant">Its tenant; see <see cref="JobSubmission.Tenant"/>.</param>
/// <param name="KeyId">The key it showed; <see cref="NoKey"/> when it needed none.</param>
public sealed record Actor(string Tenant, string KeyId = Actor.NoKey)
{
    /// <summary>Stands for the key of one who needed none.</summary>
    public const string NoKey = "-";
}
