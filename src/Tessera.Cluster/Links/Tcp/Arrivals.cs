using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>What arrived and was not read; credit bounds it. Every member but <see cref="WaitAsync"/> is called under the lock of the links.</summary>
sealed class Arrivals
{
    const int MostAtOnce = 256;

    readonly Queue<(LinkEnd From, Prediction Prediction)> _arrived = [];
    readonly List<LinkConnection> _readers = [];
    readonly Bell _bell = new();
    bool _ended;

    public void Add(LinkEnd from, Prediction prediction)
    {
        if (_ended)
        {
            prediction.Block.Dispose();
            return;
        }

        _arrived.Enqueue((from, prediction));
        _bell.Ring();
    }

    /// <summary>Takes what is there, and gives credit back for it.</summary>
    public ImmutableArray<Prediction> Take()
    {
        var taken = new Prediction[Math.Min(_arrived.Count, MostAtOnce)];
        for (var i = 0; i < taken.Length; i++)
        {
            (var from, taken[i]) = _arrived.Dequeue();
            from.Read(taken[i].Epoch);
            if (from.Connection is { } connection && !_readers.Contains(connection))
            {
                _readers.Add(connection);
            }
        }

        foreach (var connection in _readers)
        {
            connection.Wake();
        }

        _readers.Clear();
        return ImmutableCollectionsMarshal.AsImmutableArray(taken);
    }

    /// <summary>Drops everything: a new epoch begins.</summary>
    public void Clear()
    {
        Instruments.Dropped(DropReason.LowerEpoch, _arrived.Count);
        while (_arrived.TryDequeue(out var late))
        {
            late.Prediction.Block.Dispose();
        }
    }

    public void End()
    {
        while (_arrived.TryDequeue(out var late))
        {
            late.Prediction.Block.Dispose();
        }

        _ended = true;
        _bell.End();
    }

    /// <summary>Waits until there may be something; false when there never will be.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _bell.WaitAsync(cancellationToken);
}
