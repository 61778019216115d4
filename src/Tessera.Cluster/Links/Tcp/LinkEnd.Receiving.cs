using System.Buffers;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What comes in.</content>
sealed partial class LinkEnd
{
    int _credits;
    long _received; // the last number that arrived
    long _read;     // how many of them were read
    long _granted;  // how many of them were read when credit was last given back

    /// <summary>Whether a prediction is to be taken, before any memory is. If not, it is one that is passed over.</summary>
    /// <exception cref="LinkException">The peer breaks the protocol.</exception>
    public bool Admits(in FrameHeader header, LinkConnection connection)
    {
        if (Connection != connection)
        {
            throw new LinkException(LinkRefusal.Broken, "there is a newer connection");
        }

        if (header.Epoch < Epoch.Value || (header.Epoch == Epoch.Value && header.Sequence <= _received))
        {
            Instruments.Dropped(header.Epoch < Epoch.Value ? DropReason.LowerEpoch : DropReason.Duplicate, 1);
            return false;
        }

        return header.Epoch > Epoch.Value
            ? throw new LinkException(LinkRefusal.Epoch, $"a prediction of epoch {header.Epoch}, and {Epoch} is open")
            : header.Sequence > _received + 1
            ? throw new LinkException(LinkRefusal.Sequence, $"prediction {header.Sequence} came after {_received}")
            : header.Sequence > _read + _credits
            ? throw new LinkException(LinkRefusal.Credit, $"prediction {header.Sequence} has no credit: {_read} were read, and {_credits} may be on the way")
            : true;
    }

    /// <summary>Takes a prediction that is complete; false if meanwhile it is not to be taken any more.</summary>
    public bool Receive(in FrameHeader header, IMemoryOwner<byte> block, LinkConnection connection)
    {
        if (Connection != connection || !Admits(header, connection))
        {
            return false;
        }

        _received = header.Sequence;
        arrivals.Add(this, new(Epoch, header.Evaluation, new TileId(header.Source), new TileId(header.Target), block));
        return true;
    }

    /// <summary>Has the reader look, if there is anything new; without the lock.</summary>
    public void Tell() => arrivals.Tell();

    /// <summary>
    /// The reader has taken a prediction: that gives back credit, if the epoch lasts. The peer is told with the next prediction, which is when a
    /// plan needs it, or when there is much to tell.
    /// </summary>
    public void Read(Epoch epoch)
    {
        if (epoch == Epoch && ++_read - _granted > _credits / 4)
        {
            Connection?.Wake();
        }
    }
}
