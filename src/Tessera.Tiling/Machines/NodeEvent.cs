using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a node can be told.</summary>
public abstract record NodeEvent
{
    NodeEvent()
    {
    }

    /// <summary>The coordinator gave an order.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Plan">The job that an assignment is about; other orders need none.</param>
    public sealed record Told(Order Order, JobPlan? Plan = null) : NodeEvent;

    /// <summary>Predictions arrived from another node, which this node now owns.</summary>
    /// <param name="Predictions">The predictions, in any order.</param>
    public sealed record Received(ImmutableArray<Prediction> Predictions) : NodeEvent;

    /// <summary>
    /// Time passed; comes each <see cref="MachineLimits.TickEvery"/>. A node that is never told the time never waits for its leader.
    /// </summary>
    /// <param name="Now">Since the process began, by its monotonic clock.</param>
    public sealed record Tick(TimeSpan Now) : NodeEvent;

    /// <summary>Answers <see cref="NodeEffect.Save"/>: the file is durable.</summary>
    /// <param name="Cut">Part of the file's name.</param>
    /// <param name="Tile">The other part.</param>
    public sealed record Saved(CutName Cut, TileId Tile) : NodeEvent;

    /// <summary>Answers <see cref="NodeEffect.Save"/>: there is no such file.</summary>
    /// <param name="Cut">Part of the file's name.</param>
    /// <param name="Tile">The other part.</param>
    /// <param name="Message">Why, in one line.</param>
    public sealed record NotSaved(CutName Cut, TileId Tile, string Message) : NodeEvent;

    /// <summary>Answers <see cref="NodeEffect.Load"/>.</summary>
    /// <param name="Cut">Part of the file's name.</param>
    /// <param name="State">The state, which this node now owns.</param>
    public sealed record Loaded(CutName Cut, TileState State) : NodeEvent;

    /// <summary>Answers <see cref="NodeEffect.Load"/>: the file is missing or damaged.</summary>
    /// <param name="Cut">Part of the file's name.</param>
    /// <param name="Tile">The other part.</param>
    /// <param name="Message">What is wrong, in one line.</param>
    public sealed record NotLoaded(CutName Cut, TileId Tile, string Message) : NodeEvent;

    /// <summary>Answers <see cref="NodeEffect.HandOver"/>: the core is durable.</summary>
    /// <param name="Epoch">The ownership.</param>
    /// <param name="Tile">The tile.</param>
    public sealed record HandedOver(Epoch Epoch, TileId Tile) : NodeEvent;

    /// <summary>Answers <see cref="NodeEffect.HandOver"/>: it was not taken.</summary>
    /// <param name="Epoch">The ownership.</param>
    /// <param name="Tile">The tile.</param>
    /// <param name="Message">Why, in one line.</param>
    public sealed record NotHandedOver(Epoch Epoch, TileId Tile, string Message) : NodeEvent;

    /// <summary>The device call that was outstanding has ended.</summary>
    public abstract record Answer : NodeEvent;

    /// <summary>Answers <see cref="NodeEffect.Initialise"/> and <see cref="NodeEffect.Restore"/>.</summary>
    public sealed record Initialised : Answer;

    /// <summary>Answers <see cref="NodeEffect.Evaluate"/>.</summary>
    /// <param name="Tiles">The blocks that each tile sends.</param>
    public sealed record Evaluated(ImmutableArray<TileBlocks> Tiles) : Answer;

    /// <summary>Answers <see cref="NodeEffect.FuseAndStep"/>; the received blocks are disposed of.</summary>
    /// <param name="Evaluation">The evaluation fused.</param>
    /// <param name="Tiles">The tiles.</param>
    /// <param name="States">Their new states if they were to be captured, else none; this node now owns them.</param>
    public sealed record Stepped(int Evaluation, ImmutableArray<TileId> Tiles, ImmutableArray<TileState> States) : Answer;

    /// <summary>Answers <see cref="NodeEffect.TakeCore"/>.</summary>
    /// <param name="Tile">The tile.</param>
    /// <param name="Core">Its final latents, which this node now owns.</param>
    public sealed record CoreTaken(TileId Tile, IMemoryOwner<byte> Core) : Answer;

    /// <summary>The call threw, or was cancelled.</summary>
    /// <param name="Message">Why, in one line.</param>
    public sealed record Failed(string Message) : Answer;
}
