namespace Tessera.Cluster;

/// <summary>What the audit log tells of.</summary>
public enum AuditAction
{
    /// <summary>A job was accepted.</summary>
    Submit,

    /// <summary>A job is to be cancelled.</summary>
    Cancel,

    /// <summary>A job is to be tried again.</summary>
    Retry,

    /// <summary>A job was deleted.</summary>
    Delete,

    /// <summary>A key was added.</summary>
    AddKey,

    /// <summary>A key was revoked.</summary>
    RevokeKey,

    /// <summary>A node is to be rid of its tiles, or may have some again.</summary>
    Drain,
}
