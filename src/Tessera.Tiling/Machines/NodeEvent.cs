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
    public sealed record Told(Order Order) : NodeEvent;

    /// <summary>Predictions arrived from another node, which this node now owns.</summary>
    /// <param name="Predictions">The predictions, in any order.</param>
    public sealed record Received(ImmutableArray<Prediction> Predictions) : NodeEvent;

    /// <summary>The device call that was outstanding has ended.</summary>
    public abstract record Answer : NodeEvent;

    /// <summary>Answers <see cref="NodeEffect.Initialise"/>.</summary>
    public sealed record Initialised : Answer;

    /// <summary>Answers <see cref="NodeEffect.Evaluate"/>.</summary>
    /// <param name="Tiles">The blocks that each tile sends.</param>
    public sealed record Evaluated(ImmutableArray<TileBlocks> Tiles) : Answer;

    /// <summary>Answers <see cref="NodeEffect.FuseAndStep"/>; the received blocks are disposed of.</summary>
    /// <param name="Evaluation">The evaluation fused.</param>
    /// <param name="Tiles">The tiles.</param>
    public sealed record Stepped(int Evaluation, ImmutableArray<TileId> Tiles) : Answer;

    /// <summary>Answers <see cref="NodeEffect.TakeCore"/>.</summary>
    /// <param name="Tile">The tile.</param>
    public sealed record CoreTaken(TileId Tile) : Answer;

    /// <summary>The call threw, or was cancelled.</summary>
    /// <param name="Message">Why, in one line.</param>
    public sealed record Failed(string Message) : Answer;
}
