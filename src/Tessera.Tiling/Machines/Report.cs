using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a node tells the coordinator of its job. A report of another epoch than the current one is ignored.</summary>
/// <param name="Epoch">The ownership it is about.</param>
public abstract record Report(Epoch Epoch)
{
    /// <summary>The tiles are initialised, and predictions for them are accepted.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    public sealed record Ready(Epoch Epoch) : Report(Epoch);

    /// <summary>Some tiles are past an evaluation.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Evaluation">The evaluation they fused, from 0.</param>
    /// <param name="Tiles">The tiles, at most a batch.</param>
    /// <param name="Counters">What the node counted since the job began.</param>
    public sealed record Stepped(Epoch Epoch, int Evaluation, ImmutableArray<TileId> Tiles, ExchangeCounters Counters) : Report(Epoch);

    /// <summary>The final core of a tile is where the stage is stitched.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Tile">The tile.</param>
    public sealed record Finished(Epoch Epoch, TileId Tile) : Report(Epoch);

    /// <summary>A device call or the hand-over of a core failed; the node has stopped.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Message">Why, in one line.</param>
    public sealed record Failed(Epoch Epoch, string Message) : Report(Epoch);
}
