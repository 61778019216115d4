using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>What arrived and was not read; credit bounds it. Members are called under the lock of the links,
/// unless they say otherwise.</summary>
sealed class Arrivals
{
    const int MostAtOnce = 256;

    // Waking a task for every prediction costs as much as a small one; but what is read soon is still in the cache, and so is what takes its place.
    const int EnoughBytes = 128 * 1024;
    const int EachBytes = EnoughBytes / 8;

    readonly Queue<(LinkEnd From, Prediction Prediction)> _arrived = [];
    readonly Bell _bell = new();
    int _untold; // how much the reader has not been woken for
    bool _ended;

    public void Add(LinkEnd from, Prediction prediction)
    {
        if (_ended)
        {
            prediction.Block.Dispose();
            return;
        }

        _arrived.Enqueue((from, prediction));
        _untold += EachBytes + prediction.Block.Memory.Length;
        if (_untold >= EnoughBytes)
        {
            Tell();
        }
    }

    /// <summary>Has the reader look, if there is anything new. May be called without the lock by whoever has added something.</summary>
    public void Tell()
    {
        if (_untold > 0)
        {
            _untold = 0;
            _bell.Ring();
        }
    }

    /// <summary>Takes what is there, and gives credit back for it.</summary>
    public ImmutableArray<Prediction> Take()
    {
        var taken = new Prediction[Math.Min(_arrived.Count, MostAtOnce)];
        for (var i = 0; i < taken.Length; i++)
        {
            (var from, taken[i]) = _arrived.Dequeue();
            from.Read(taken[i].Epoch);
        }

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

    /// <summary>Waits, without the lock, until there may be something; false when there never will be.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _bell.WaitAsync(cancellationToken);
}
