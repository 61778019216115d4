namespace Tessera.Cluster;

/// <summary>A connection that was refused or given up. Links go on trying; this is for logs.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Peer">The other member, or its address as long as it is not known.</param>
/// <param name="Message">One line that says more.</param>
public sealed record LinkFault(LinkRefusal Reason, string Peer, string Message);
