using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Links between nodes of one process: blocks change hands, their bytes stay where they are.</summary>
public sealed class InProcessLinks : IBlockLinks
{
    readonly Member _self;
    readonly Dictionary<Member, InProcessLinks> _ends;
    readonly Lock _lock = new();

    // Credit bounds it.
    readonly Channel<(int From, ImmutableArray<Prediction> Predictions)> _arrived =
        Channel.CreateUnbounded<(int, ImmutableArray<Prediction>)>();

    Epoch _epoch;
    ImmutableArray<Member> _nodes = [];
    int[] _credits = [];

    InProcessLinks(Member self, Dictionary<Member, InProcessLinks> ends) => (_self, _ends) = (self, ends);

    /// <summary>Links every node to every other.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <returns>The ends, in the order of the nodes.</returns>
    public static IReadOnlyList<IBlockLinks> Connect(IReadOnlyList<Member> nodes)
    {
        var ends = new Dictionary<Member, InProcessLinks>();
        foreach (var node in nodes)
        {
            ends.Add(node, new(node, ends));
        }

        return [.. nodes.Select(node => ends[node])];
    }

    /// <inheritdoc/>
    public void Open(Epoch epoch, ImmutableArray<Worker> nodes, ImmutableArray<int> credits)
    {
        lock (_lock)
        {
            (_epoch, _nodes, _credits) = (epoch, [.. nodes.Select(node => node.Member)], [.. credits]);
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<Member> Unlinked => [];

    /// <inheritdoc/>
    public void Send(int node, ImmutableArray<Prediction> predictions) => _ends[_nodes[node]].Arrive(_nodes.IndexOf(_self), predictions);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ImmutableArray<Prediction>> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (from, predictions) in _arrived.Reader.ReadAllAsync(cancellationToken))
        {
            lock (_lock)
            {
                if (predictions[0].Epoch == _epoch)
                {
                    _credits[from] += predictions.Length;
                }
            }

            yield return predictions;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arrived.Writer.TryComplete();
        while (_arrived.Reader.TryRead(out var late))
        {
            Discard(late.Predictions);
        }
    }

    void Arrive(int from, ImmutableArray<Prediction> predictions)
    {
        lock (_lock)
        {
            if (predictions[0].Epoch < _epoch)
            {
                Instruments.Dropped(DropReason.LowerEpoch, predictions.Length);
            }
            else if (predictions[0].Epoch > _epoch || _credits[from] < predictions.Length)
            {
                Discard(predictions);
                throw new InvalidOperationException($"Node {from} sent {predictions.Length} predictions to {_self} without credit.");
            }
            else if (_arrived.Writer.TryWrite((from, predictions)))
            {
                _credits[from] -= predictions.Length;
                return;
            }
        }

        Discard(predictions);
    }

    static void Discard(ImmutableArray<Prediction> predictions)
    {
        foreach (var prediction in predictions)
        {
            prediction.Block.Dispose();
        }
    }
}
