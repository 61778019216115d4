using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// One tile in one stage and epoch, from the evaluation it begins with to its last step: evaluate, send the prediction to each neighbour, wait for
/// theirs of the same evaluation, fuse and step. A value: <see cref="On"/> returns the tile's next state and what it asks for.
/// The inbox is keyed by (evaluation, source) and holds two evaluations: a neighbour that has our prediction may already be one ahead, and
/// cannot be two. Nothing depends on the order of arrival.
/// </summary>
public sealed record TileMachine
{
    /// <summary>How many predictions may be on the way from one tile to a neighbour: of its evaluation, and of the one before.</summary>
    public const int PredictionsPerEdge = 2;

    TileMachine(Tile tile, int evaluations)
    {
        Tile = tile;
        Evaluations = evaluations;
        Now = Ahead = NoBlocks(tile);
    }

    /// <summary>The tile and its neighbours.</summary>
    public Tile Tile { get; }

    /// <summary>The evaluation in progress, from 0; <see cref="Evaluations"/> when finished.</summary>
    public int Evaluation { get; private init; }

    /// <summary>Where in the evaluation the tile is.</summary>
    public TilePhase Phase { get; private init; }

    /// <summary>The blocks that wait in the inbox. Whoever drops the machine disposes of them.</summary>
    public IEnumerable<IMemoryOwner<byte>> Held => Now.Concat(Ahead).OfType<IMemoryOwner<byte>>();

    int Evaluations { get; }

    // By position in Tile.Neighbours: what arrived for this evaluation, and for the next.
    ImmutableArray<IMemoryOwner<byte>?> Now { get; init; }

    ImmutableArray<IMemoryOwner<byte>?> Ahead { get; init; }

    /// <summary>A tile before the evaluation it begins with, which it asks for.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="evaluations">How many evaluations the stage has, at least 1.</param>
    /// <param name="from">How many of them it has behind it; when that is all, it finishes at once.</param>
    public static (TileMachine Tile, ImmutableArray<TileEffect> Effects) Start(Tile tile, int evaluations, int from = 0) =>
        (new TileMachine(tile, evaluations) { Evaluation = from }).EvaluateOrFinish();

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and the effects in the order in which they are to be carried out.</returns>
    /// <exception cref="InvalidOperationException">A device's answer came that this tile did not ask for.</exception>
    public (TileMachine Next, ImmutableArray<TileEffect> Effects) On(TileEvent happened) => (happened, Phase) switch
    {
        (TileEvent.Received received, _) => Receive(received),
        (TileEvent.Evaluated evaluated, TilePhase.Evaluating) => Exchange(evaluated.Blocks),
        (TileEvent.Stepped, TilePhase.Stepping) => Advance(),
        _ => throw Broken($"cannot take {happened.GetType().Name}"),
    };

    (TileMachine, ImmutableArray<TileEffect>) Exchange(ImmutableArray<IMemoryOwner<byte>> blocks)
    {
        if (blocks.Length != Tile.Neighbours.Length)
        {
            throw Broken($"has {Tile.Neighbours.Length} neighbours, but its device packed {blocks.Length} blocks");
        }

        var sends = Tile.Neighbours.Zip(blocks, TileEffect (neighbour, block) => new TileEffect.Send(neighbour.Tile, Evaluation, block));
        var (next, effects) = (this with { Phase = TilePhase.Exchanging }).StepWhenComplete();
        return (next, [.. sends, .. effects]);
    }

    (TileMachine, ImmutableArray<TileEffect>) Receive(TileEvent.Received received)
    {
        var slot = SlotOf(received.Source);
        if (Refusal(received.Evaluation, slot) is { } reason)
        {
            return (this, [new TileEffect.Discard(received.Block, reason)]);
        }

        return received.Evaluation == Evaluation
            ? (this with { Now = Now.SetItem(slot, received.Block) }).StepWhenComplete()
            : (this with { Ahead = Ahead.SetItem(slot, received.Block) }, []);
    }

    DropReason? Refusal(int evaluation, int slot) => (evaluation - (long)Evaluation) switch
    {
        _ when slot < 0 => DropReason.Stranger,
        < 0 => DropReason.Late,
        > 1 => DropReason.TooEarly,
        _ when evaluation >= Evaluations => DropReason.TooEarly,
        0 when Phase is TilePhase.Stepping => DropReason.Late,
        0 => Now[slot] is null ? null : DropReason.Duplicate,
        _ => Ahead[slot] is null ? null : DropReason.Duplicate,
    };

    (TileMachine, ImmutableArray<TileEffect>) StepWhenComplete() => Phase is TilePhase.Exchanging && !Now.Contains(null)
        ? (this with { Phase = TilePhase.Stepping, Now = NoBlocks(Tile) },
            [new TileEffect.FuseAndStep(Evaluation, Now.CastArray<IMemoryOwner<byte>>())])
        : (this, []);

    (TileMachine, ImmutableArray<TileEffect>) Advance() =>
        (this with { Evaluation = Evaluation + 1, Now = Ahead, Ahead = NoBlocks(Tile) }).EvaluateOrFinish();

    (TileMachine, ImmutableArray<TileEffect>) EvaluateOrFinish() => Evaluation < Evaluations
        ? (this with { Phase = TilePhase.Evaluating }, [new TileEffect.Evaluate(Evaluation)])
        : (this with { Phase = TilePhase.Finished }, [new TileEffect.Finish()]);

    int SlotOf(TileId source)
    {
        for (var slot = 0; slot < Tile.Neighbours.Length; slot++)
        {
            if (Tile.Neighbours[slot].Tile == source)
            {
                return slot;
            }
        }

        return -1;
    }

    InvalidOperationException Broken(string what) => new($"Tile {Tile.Id}, {Phase} evaluation {Evaluation}, {what}.");

    static ImmutableArray<IMemoryOwner<byte>?> NoBlocks(Tile tile) => [.. new IMemoryOwner<byte>?[tile.Neighbours.Length]];
}
