using System.Buffers;
using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class TileMachineTests
{
    const int Evaluations = 3;

    // The middle one of three tiles in a row.
    static readonly Tile Middle = Jobs.Plan(CoherenceMode.Halo, 4, 12, 1, 3).Tiles[1];
    static readonly TileId Left = new(0);
    static readonly TileId Right = new(2);

    readonly BlockLedger _blocks = new();

    [Fact]
    public void Tile_evaluates_sends_waits_for_all_and_steps_until_it_has_finished()
    {
        var (tile, effects) = TileMachine.Start(Middle, Evaluations);
        for (var evaluation = 0; evaluation < Evaluations; evaluation++)
        {
            effects.ShouldBe([new TileEffect.Evaluate(evaluation)]);
            (tile.Phase, tile.Evaluation).ShouldBe((TilePhase.Evaluating, evaluation));

            var own = Pack();
            (tile, effects) = tile.On(new TileEvent.Evaluated(own));
            effects.ShouldBe([new TileEffect.Send(Left, evaluation, own[0]), new TileEffect.Send(Right, evaluation, own[1])]);

            var (left, right) = (Block(), Block());
            (tile, effects) = tile.On(new TileEvent.Received(Right, evaluation, right));
            (tile.Phase, effects.Length).ShouldBe((TilePhase.Exchanging, 0));
            tile.Held.ShouldBe([right]);

            (tile, effects) = tile.On(new TileEvent.Received(Left, evaluation, left));
            var step = effects.Single().ShouldBeOfType<TileEffect.FuseAndStep>();
            (step.Evaluation, step.Received[0], step.Received[1]).ShouldBe((evaluation, left, right));
            tile.Held.ShouldBeEmpty();

            (tile, effects) = tile.On(new TileEvent.Stepped());
        }

        effects.ShouldBe([new TileEffect.Finish()]);
        tile.Phase.ShouldBe(TilePhase.Finished);
    }

    [Fact]
    public void Predictions_may_come_before_the_own_one_and_one_evaluation_ahead()
    {
        var (tile, _) = TileMachine.Start(Middle, Evaluations);
        IMemoryOwner<byte>[] blocks = [Block(), Block(), Block(), Block()];
        tile = Receive(tile, Left, 1, blocks[2]).Next;
        tile = Receive(tile, Left, 0, blocks[0]).Next;
        tile = Receive(tile, Right, 0, blocks[1]).Next;
        tile = Receive(tile, Right, 1, blocks[3]).Next;

        (tile, var effects) = tile.On(new TileEvent.Evaluated(Pack()));
        effects.OfType<TileEffect.FuseAndStep>().Single().Received.ShouldBe(blocks[..2]);
        tile = tile.On(new TileEvent.Stepped()).Next;
        (tile, effects) = tile.On(new TileEvent.Evaluated(Pack()));
        effects.OfType<TileEffect.FuseAndStep>().Single().Received.ShouldBe(blocks[2..]);
    }

    [Fact]
    public void Tile_without_neighbours_steps_at_once()
    {
        var (tile, _) = TileMachine.Start(Jobs.Plan(CoherenceMode.Isolated, 4, 12, 1, 3).Tiles[1], 1);
        (tile, var effects) = tile.On(new TileEvent.Evaluated([]));

        effects.Single().ShouldBeOfType<TileEffect.FuseAndStep>().Received.ShouldBeEmpty();
        tile.On(new TileEvent.Stepped()).Effects.ShouldBe([new TileEffect.Finish()]);
    }

    [Fact]
    public void Late_repeated_early_and_strange_predictions_are_discarded_for_that_reason()
    {
        var (tile, _) = TileMachine.Start(Middle, Evaluations);
        Refused(tile, new TileId(7), 0).ShouldBe(DropReason.Stranger);
        Refused(tile, Middle.Id, 0).ShouldBe(DropReason.Stranger);
        Refused(tile, Left, 2).ShouldBe(DropReason.TooEarly);
        Refused(tile, Left, int.MaxValue).ShouldBe(DropReason.TooEarly);
        Refused(tile, Left, -1).ShouldBe(DropReason.Late);
        Refused(tile, Left, int.MinValue).ShouldBe(DropReason.Late);

        tile = Receive(tile, Left, 0, Block()).Next;
        tile = Receive(tile, Left, 1, Block()).Next;
        Refused(tile, Left, 0).ShouldBe(DropReason.Duplicate);
        Refused(tile, Left, 1).ShouldBe(DropReason.Duplicate);

        tile = Receive(tile, Right, 0, Block()).Next.On(new TileEvent.Evaluated(Pack())).Next;
        tile.Phase.ShouldBe(TilePhase.Stepping);
        Refused(tile, Left, 0).ShouldBe(DropReason.Late);

        tile = tile.On(new TileEvent.Stepped()).Next;
        Refused(tile, Left, 0).ShouldBe(DropReason.Late);
        Refused(tile, Left, 1).ShouldBe(DropReason.Duplicate);
    }

    [Fact]
    public void Nothing_lies_ahead_of_the_last_evaluation()
    {
        var (tile, _) = TileMachine.Start(Middle, 1);
        Refused(tile, Left, 1).ShouldBe(DropReason.TooEarly);

        tile = Receive(tile, Left, 0, Block()).Next;
        tile = Receive(tile, Right, 0, Block()).Next;
        tile = tile.On(new TileEvent.Evaluated(Pack())).Next.On(new TileEvent.Stepped()).Next;
        Refused(tile, Left, 0).ShouldBe(DropReason.Late);
        Refused(tile, Left, 1).ShouldBe(DropReason.TooEarly);
    }

    [Fact]
    public void Answer_nobody_asked_for_is_a_broken_promise()
    {
        var (tile, _) = TileMachine.Start(Middle, Evaluations);
        Should.Throw<InvalidOperationException>(() => tile.On(new TileEvent.Stepped()));
        Should.Throw<InvalidOperationException>(() => tile.On(new TileEvent.Evaluated([Block()]))).Message.ShouldContain("2 neighbours");

        tile = tile.On(new TileEvent.Evaluated(Pack())).Next;
        Should.Throw<InvalidOperationException>(() => tile.On(new TileEvent.Evaluated(Pack())));
    }

    [Fact]
    public void Machine_is_a_value()
    {
        var (tile, _) = TileMachine.Start(Middle, Evaluations);
        var later = Receive(tile, Left, 0, Block()).Next;

        tile.Held.ShouldBeEmpty();
        later.Held.Count().ShouldBe(1);
        Receive(tile, Left, 0, Block()).Effects.ShouldBeEmpty();
    }

    DropReason Refused(TileMachine tile, TileId source, int evaluation)
    {
        var block = Block();
        var (next, effects) = Receive(tile, source, evaluation, block);
        var discard = effects.Single().ShouldBeOfType<TileEffect.Discard>();
        (next, discard.Block).ShouldBe((tile, block));
        return discard.Reason;
    }

    static (TileMachine Next, ImmutableArray<TileEffect> Effects) Receive(TileMachine tile, TileId source, int evaluation, IMemoryOwner<byte> block) =>
        tile.On(new TileEvent.Received(source, evaluation, block));

    ImmutableArray<IMemoryOwner<byte>> Pack() => [Block(), Block()];

    IMemoryOwner<byte> Block() => _blocks.Make([1]);
}
