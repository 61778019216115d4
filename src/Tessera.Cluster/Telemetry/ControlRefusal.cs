namespace Tessera.Cluster;

/// <summary>Why a control message was not sent, or was passed over.</summary>
public enum ControlRefusal
{
    /// <summary>Sending: our own connection is down, or the broker takes nothing at present.</summary>
    Offline,

    /// <summary>Sending: a bounded queue is full.</summary>
    Full,

    /// <summary>Sending: nobody of that name and incarnation is there.</summary>
    Unknown,

    /// <summary>Receiving: its body exceeds <see cref="Limits.ControlBytes"/>.</summary>
    Oversized,

    /// <summary>Receiving: it does not say who sent it.</summary>
    Sender,

    /// <summary>Receiving: it is of a kind that is not known.</summary>
    Kind,

    /// <summary>Receiving: it comes for the second time, or after later ones of the same member: an earlier connection held it back.</summary>
    Late,

    /// <summary>Receiving: its body cannot be read.</summary>
    Unreadable,

    /// <summary>Receiving: it is about an ownership of tiles that has ended.</summary>
    LowerEpoch,
}
