namespace Tessera.Cluster;

/// <summary>Why a link's connection was refused or given up.</summary>
public enum LinkRefusal
{
    /// <summary>The address does not answer.</summary>
    Unreachable,

    /// <summary>The connection broke, or the peer closed it.</summary>
    Broken,

    /// <summary>The peer refused, and said why.</summary>
    Peer,

    /// <summary>What came first is not how links begin.</summary>
    Magic,

    /// <summary>The peer speaks another major version.</summary>
    Version,

    /// <summary>It belongs to another cluster.</summary>
    Cluster,

    /// <summary>It is meant for another member or incarnation, comes from one that is known to be over, or from one that this one connects to.</summary>
    Member,

    /// <summary>The handshake took too long.</summary>
    Handshake,

    /// <summary>There are too many connections or handshakes already.</summary>
    Connections,

    /// <summary>One side speaks TLS and the other does not, or they agree on no version of it.</summary>
    Tls,

    /// <summary>The peer showed no certificate.</summary>
    NoCertificate,

    /// <summary>The peer's certificate is not of the cluster's authority, or not for this use.</summary>
    Authority,

    /// <summary>The peer's certificate is not valid yet, or no longer.</summary>
    Expired,

    /// <summary>The peer's certificate does not name the member that it claims to be.</summary>
    Name,

    /// <summary>A frame's header is damaged or makes no sense.</summary>
    Header,

    /// <summary>A frame is longer than the limit.</summary>
    Length,

    /// <summary>A frame's content is damaged.</summary>
    Payload,

    /// <summary>A prediction of an epoch for which there cannot be credit.</summary>
    Epoch,

    /// <summary>More predictions than there was credit for.</summary>
    Credit,

    /// <summary>A prediction is missing before this one.</summary>
    Sequence,

    /// <summary>Credit or acknowledgements that cannot be.</summary>
    Grant,

    /// <summary>Nothing was heard for too long.</summary>
    Silent,

    /// <summary>The peer takes nothing in.</summary>
    Stalled,
}
