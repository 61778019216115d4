using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Links between nodes of one process: blocks change hands, their bytes stay where they are.</summary>
public sealed class InProcessLinks : IBlockLinks
{
    readonly int _node;
    readonly IReadOnlyList<InProcessLinks> _nodes;
    readonly Lock _lock = new();

    // Credit bounds it.
    readonly Channel<(int From, ImmutableArray<Prediction> Predictions)> _arrived =
        Channel.CreateUnbounded<(int, ImmutableArray<Prediction>)>();


    Epoch _epoch;
    int[] _credits = [];

    InProcessLinks(int node, IReadOnlyList<InProcessLinks> nodes) => (_node, _nodes) = (node, nodes);

    /// <summary>Links every node to every other.</summary>
    /// <param name="nodes">How many nodes there are.</param>
    /// <returns>The ends, by node.</returns>
    public static IReadOnlyList<IBlockLinks> Connect(int nodes)
    {
        var ends = new List<InProcessLinks>();
        ends.AddRange(Enumerable.Range(0, nodes).Select(node => new InProcessLinks(node, ends)));
        return ends;
    }

    /// <inheritdoc/>
    public void Open(Epoch epoch, ImmutableArray<int> credits)
    {
        lock (_lock)
        {
            (_epoch, _credits) = (epoch, [.. credits]);
        }
    }

    /// <inheritdoc/>
    public void Send(int node, ImmutableArray<Prediction> predictions) => _nodes[node].Arrive(_node, predictions);

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
                throw new InvalidOperationException($"Node {from} sent {predictions.Length} predictions to node {_node} without credit.");
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
