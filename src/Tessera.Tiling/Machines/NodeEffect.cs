using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a node asks for.</summary>
public abstract record NodeEffect
{
    NodeEffect()
    {
    }

    /// <summary>A call of the device; at most one is outstanding. It is answered by one <see cref="NodeEvent.Answer"/>.</summary>
    public abstract record DeviceCall : NodeEffect;

    /// <summary><see cref="IStepDevice.InitialiseAsync"/>.</summary>
    /// <param name="Stage">The stage.</param>
    /// <param name="Tiles">The node's tiles.</param>
    public sealed record Initialise(int Stage, ImmutableArray<TileId> Tiles) : DeviceCall;

    /// <summary>Forget whatever the device held before and put these states there; answered like <see cref="Initialise"/>.</summary>
    /// <param name="Stage">The stage.</param>
    /// <param name="Step">Steps behind them.</param>
    /// <param name="States">Of all the node's tiles; the node keeps the blocks.</param>
    public sealed record Restore(int Stage, int Step, ImmutableArray<TileState> States) : DeviceCall;

    /// <summary><see cref="IStepDevice.EvaluateAsync"/>.</summary>
    /// <param name="Evaluation">From 0.</param>
    /// <param name="Tiles">A batch.</param>
    public sealed record Evaluate(int Evaluation, ImmutableArray<TileId> Tiles) : DeviceCall;

    /// <summary><see cref="IStepDevice.FuseAndStepAsync"/>; the blocks are disposed of afterwards, whatever happens.</summary>
    /// <param name="Evaluation">From 0.</param>
    /// <param name="Received">A batch.</param>
    /// <param name="Capture">Whether the answer is to hold a copy of each tile's new state.</param>
    public sealed record FuseAndStep(int Evaluation, ImmutableArray<TileBlocks> Received, bool Capture) : DeviceCall;

    /// <summary><see cref="IStepDevice.TakeCoreAsync"/>.</summary>
    /// <param name="Tile">The tile.</param>
    public sealed record TakeCore(TileId Tile) : DeviceCall;

    /// <summary>Cancel the outstanding call. It is still answered.</summary>
    public sealed record CancelCall : NodeEffect;

    /// <summary>
    /// Write a tile's state to its file, durably: <see cref="NodeEvent.Saved"/> must not come before a power cut would spare the file.
    /// Answered by that or by <see cref="NodeEvent.NotSaved"/>, and then there is no such file. The node keeps the block.
    /// </summary>
    /// <param name="Cut">Part of the file's name.</param>
    /// <param name="State">The state; its tile is part of the name too.</param>
    public sealed record Save(CutName Cut, TileState State) : NodeEffect;

    /// <summary>
    /// Read a tile's state; answered by <see cref="NodeEvent.Loaded"/> if the file has this digest, else by <see cref="NodeEvent.NotLoaded"/>.
    /// </summary>
    /// <param name="Cut">Part of the file's name.</param>
    /// <param name="Tile">The other part.</param>
    /// <param name="Digest">What the state must have.</param>
    public sealed record Load(CutName Cut, TileId Tile, Digest Digest) : NodeEffect;

    /// <summary>Delete the job's files of older cuts than this, whoever wrote them. Other nodes do the same: what is gone is gone.</summary>
    /// <param name="Cut">The oldest that stays.</param>
    public sealed record DeleteBelow(CutName Cut) : NodeEffect;

    /// <summary>
    /// Give a core to where the stage is stitched, durably; answered by <see cref="NodeEvent.HandedOver"/> or
    /// <see cref="NodeEvent.NotHandedOver"/>. The node keeps the block.
    /// </summary>
    /// <param name="Epoch">The ownership.</param>
    /// <param name="Stage">The stage.</param>
    /// <param name="Tile">The tile.</param>
    /// <param name="Core">Its final latents.</param>
    public sealed record HandOver(Epoch Epoch, int Stage, TileId Tile, IMemoryOwner<byte> Core) : NodeEffect;

    /// <summary>Accept predictions of this epoch alone from now on; no link of an earlier epoch carries anything any more.</summary>
    /// <param name="Epoch">The epoch.</param>
    /// <param name="Nodes">Who the nodes are that predictions come from and go to, and where they listen, by number.</param>
    /// <param name="Credits">By sending node: how many of its predictions may be on the way at a time.</param>
    public sealed record OpenLinks(Epoch Epoch, ImmutableArray<Worker> Nodes, ImmutableArray<int> Credits) : NodeEffect;

    /// <summary>Send predictions to another node, which then owns them.</summary>
    /// <param name="Node">The node, by its number in the epoch.</param>
    /// <param name="Predictions">At least one, all of the same evaluation.</param>
    public sealed record Send(int Node, ImmutableArray<Prediction> Predictions) : NodeEffect;

    /// <summary>Tell the coordinator that gave the current assignment.</summary>
    /// <param name="Report">The report.</param>
    public sealed record Tell(Report Report) : NodeEffect;

    /// <summary>Tell every candidate for leadership.</summary>
    /// <param name="Hello">That this node lives.</param>
    public sealed record Greet(Hello Hello) : NodeEffect;

    /// <summary>Dispose of a block that will not be used.</summary>
    /// <param name="Block">The block.</param>
    public sealed record Discard(IMemoryOwner<byte> Block) : NodeEffect;
}
