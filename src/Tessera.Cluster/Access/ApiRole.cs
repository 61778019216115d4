namespace Tessera.Cluster;

/// <summary>What the holder of a key may do; each may do what those before it may.</summary>
public enum ApiRole
{
    /// <summary>Looks at the jobs of its tenant.</summary>
    Viewer,

    /// <summary>Submits, cancels, repeats and deletes jobs of its tenant.</summary>
    User,

    /// <summary>Sees every tenant, and sees to nodes and keys.</summary>
    Operator,
}
