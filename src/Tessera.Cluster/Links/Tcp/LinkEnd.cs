using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// This node's end of the link with one peer, whatever connection carries it: what it has sent and the peer has not acknowledged, and what it
/// has received. Numbers of predictions begin at 1 in each epoch and direction. Acknowledgement and credit are two running numbers, so
/// the last ones that arrived say everything. Every member is called under the lock of the links.
/// </summary>
/// <param name="peer">The other end.</param>
/// <param name="arrivals">Where predictions go.</param>
sealed partial class LinkEnd(Member peer, Arrivals arrivals)
{
    public Member Peer => peer;

    /// <summary>The connection in use; a new one takes the place of the one before.</summary>
    public LinkConnection? Connection { get; private set; }

    /// <summary>How many connections there have been.</summary>
    public int Connections { get; private set; }

    /// <summary>The epoch; 0 as long as the peer is in none.</summary>
    public Epoch Epoch { get; private set; }

    /// <summary>Whether the plan exchanges anything with the peer.</summary>
    public bool IsNeeded => _credits > 0;

    /// <summary>Where the peer listens.</summary>
    public LinkAddress? Address { get; set; }

    /// <summary>Ends the attempts to connect to the peer; null when it connects to this node.</summary>
    public CancellationTokenSource? Dialing { get; set; }

    /// <summary>Begins an epoch: whatever belongs to the one before is gone.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="credits">How many predictions may be on the way at a time, in each direction.</param>
    public void Open(Epoch epoch, int credits)
    {
        Discard();
        (Epoch, _credits) = (epoch, credits);
        (_received, _read, _granted) = (0, 0, 0);
        (_last, _acknowledged, _allowed, _next, _taken, _hasGrant) = (0, 0, 0, 1, 0, false);
        if (_window.Length < credits)
        {
            _window = new Outgoing?[credits];
        }

        if (_ahead is { } grant && grant.Epoch == epoch.Value && !TakeGrant(grant))
        {
            Connection?.Refuse(new(LinkRefusal.Grant, $"{peer} acknowledged {grant.Sequence} predictions of {epoch}, and none was sent"));
        }

        Connection?.Wake();
    }

    /// <summary>Ends the link for good.</summary>
    public void Close()
    {
        Discard();
        Dialing?.Cancel();
        Connection?.Close();
        Connection = null;
    }

    public void Attach(LinkConnection connection)
    {
        Connection?.Close();
        Connection = connection;
        Connections++;
        (_next, _hasGrant, _ahead) = (_acknowledged + 1, false, null);
    }

    /// <summary>False if there is another in its place already.</summary>
    public bool Detach(LinkConnection connection)
    {
        if (Connection != connection)
        {
            return false;
        }

        Connection = null;
        return true;
    }
}
