namespace Tessera.Cluster;

/// <summary>Ends a connection.</summary>
sealed class LinkException(LinkRefusal reason, string message, Exception? cause = null) : IOException(message, cause)
{
    public LinkRefusal Reason => reason;

    /// <summary>Whatever the network throws, as the end of a connection.</summary>
    public static LinkException Of(Exception e) => e as LinkException ?? new(LinkRefusal.Broken, e.Message, e);
}
