using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// One node's ends of the links that carry predictions to and from every other node of a job. A receiver grants credit for each epoch,
/// enough for the plan: a sender that keeps to the protocol never runs out of it, and so never waits. What is sent to a node that has not
/// opened the epoch yet may be held until it has. Predictions arrive complete or not at all; links do not put them in order.
/// </summary>
public interface IBlockLinks : IDisposable
{
    /// <summary>Accepts predictions of this epoch from now on, and refuses those of lower ones.</summary>
    /// <param name="epoch">Higher than before.</param>
    /// <param name="nodes">The nodes of the epoch, which their numbers stand for from now on, and where they listen; this one is among them.</param>
    /// <param name="credits">
    /// By sending node: how many of its predictions may be on the way at a time. As tiles are neighbours of each other, it is as many in the other
    /// direction.
    /// </param>
    void Open(Epoch epoch, ImmutableArray<Worker> nodes, ImmutableArray<int> credits);

    /// <summary>The nodes of the epoch that predictions are to be exchanged with, and that there is no connection with at present.</summary>
    ImmutableArray<Member> Unlinked { get; }

    /// <summary>Sends predictions together; the links own their blocks from here on, whatever happens.</summary>
    /// <param name="node">The receiving node, by its number in the epoch.</param>
    /// <param name="predictions">All of the same epoch.</param>
    /// <exception cref="InvalidOperationException">The receiver has not granted the credit: one of the two broke the protocol.</exception>
    void Send(int node, ImmutableArray<Prediction> predictions);

    /// <summary>What arrives, until cancelled. The reader owns the blocks, and gives credit back by reading on.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<ImmutableArray<Prediction>> ReceiveAsync(CancellationToken cancellationToken);
}
