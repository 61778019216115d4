using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <content>What outlives a step: states of tiles, in memory and in files, and finished cores.</content>
public sealed partial record NodeMachine
{
    /// <summary>The step of the last complete cut that the node has heard of.</summary>
    int Cut { get; init; }

    /// <summary>Files of older cuts than this are deleted.</summary>
    CutName Deleted { get; init; }

    /// <summary>The states of the last complete cut, and those since.</summary>
    Shelf States { get; init; } = Shelf.Empty;

    /// <summary>Cores on their way to where the stage is stitched.</summary>
    Shelf Cores { get; init; } = Shelf.Empty;

    /// <summary>Tiles whose cores are there.</summary>
    ImmutableSortedSet<int> Handed { get; init; } = [];

    /// <summary>Tiles whose states are being read.</summary>
    ImmutableHashSet<TileId> Missing { get; init; } = [];

    /// <summary>States that the device is reading.</summary>
    ImmutableArray<Shelf.Key> Restoring { get; init; } = [];

    /// <summary>Keeps the states to begin with that are in memory, and asks for the others.</summary>
    NodeMachine Fetch(NodeTurn turn)
    {
        if (Assignment!.From is not { } from)
        {
            return Forget(turn);
        }

        var digests = Assignment.Tiles.Zip(from.Digests).ToDictionary(pair => pair.First, pair => pair.Second);
        var states = States.Retain(
            (key, state) => key.Cut == from.Cut && digests.TryGetValue(key.Tile, out var digest) && digest == state.Digest, turn);
        ImmutableArray<TileId> missing = [.. Assignment.Tiles.Where(tile => !states.Wants(new(from.Cut, tile)))];
        foreach (var tile in missing)
        {
            turn.Add(new NodeEffect.Load(from.Cut, tile, digests[tile]));
        }

        return this with { States = states, Missing = [.. missing], Phase = missing.IsEmpty ? NodePhase.Assigned : NodePhase.Loading };
    }

    NodeMachine Forget(NodeTurn turn) => this with { States = States.Retain((_, _) => false, turn) };

    /// <summary>Puts the tiles where they begin.</summary>
    NodeMachine Begin(Assignment assignment, NodeTurn turn)
    {
        if (assignment.From is not { } from)
        {
            turn.Add(new NodeEffect.Initialise(assignment.Stage, assignment.Tiles));
            return this;
        }

        ImmutableArray<Shelf.Key> keys = [.. assignment.Tiles.Select(tile => new Shelf.Key(from.Cut, tile))];
        turn.Add(new NodeEffect.Restore(assignment.Stage, from.Cut.Step, [.. keys.Select(key => States[key])]));
        return this with { Restoring = keys, States = keys.Aggregate(States, (states, key) => states.Use(key)) };
    }

    NodeMachine EndRestore(NodeTurn turn) =>
        this with { Restoring = [], States = Restoring.Aggregate(States, (states, key) => states.Release(key, turn)) };

    /// <summary>Forgets what a later cut has made useless.</summary>
    NodeMachine Trim(Order.Proceed proceed, NodeTurn turn)
    {
        var cut = Math.Max(Cut, proceed.Cut);
        var next = this with { Cut = cut, States = States.Retain((key, _) => key.Cut.Step >= cut, turn) };
        if (proceed.Keep is not { } keep || !(keep > Deleted))
        {
            return next;
        }

        turn.Add(new NodeEffect.DeleteBelow(keep));
        return next with { Deleted = keep };
    }

    NodeMachine Save(NodeEvent.Stepped stepped, NodeTurn turn)
    {
        var cut = new CutName(Epoch, Assignment!.Job.StepOf(stepped.Evaluation) + 1);
        return stepped.States.Aggregate(this, (node, state) =>
            (node with { States = node.States.Put(new(cut, state.Tile), state, isStored: false) }).Save(new Shelf.Key(cut, state.Tile), turn));
    }

    NodeMachine Save(Shelf.Key key, NodeTurn turn)
    {
        turn.Add(new NodeEffect.Save(key.Cut, States[key]));
        return this with { States = States.Use(key) };
    }

    NodeMachine HandOver(NodeEvent.CoreTaken taken, NodeTurn turn)
    {
        var key = CoreKey(Epoch, taken.Tile);
        return (this with { Cores = Cores.Put(key, new(taken.Tile, default, taken.Core), isStored: false) }).HandOver(key, turn);
    }

    NodeMachine HandOver(Shelf.Key key, NodeTurn turn)
    {
        turn.Add(new NodeEffect.HandOver(Epoch, Assignment!.Stage, key.Tile, Cores[key].Block));
        return this with { Cores = Cores.Use(key) };
    }

    /// <summary>Takes the answer of whatever stores or reads.</summary>
    NodeMachine TakeStored(NodeEvent happened, NodeTurn turn)
    {
        switch (happened)
        {
            case NodeEvent.Saved saved:
                return TakeSaved(new(saved.Cut, saved.Tile), turn);

            case NodeEvent.NotSaved failed:
                turn.Add(new NodeEffect.Tell(new Report.NotStored(Epoch, failed.Tile, failed.Message)));
                return this with { States = States.Release(new(failed.Cut, failed.Tile), turn) };

            case NodeEvent.Loaded loaded:
                return TakeLoaded(loaded.Cut, loaded.State, turn);

            case NodeEvent.NotLoaded failed:
                return Misses(failed.Cut, failed.Tile)
                    ? Complain(new Report.Unreadable(Epoch, failed.Cut, failed.Tile, failed.Message), turn)
                    : this;

            case NodeEvent.HandedOver handed:
                return TakeHandedOver(CoreKey(handed.Epoch, handed.Tile), turn);

            case NodeEvent.NotHandedOver failed:
                return TakeNotHandedOver(CoreKey(failed.Epoch, failed.Tile), failed.Message, turn);

            default:
                throw Unexpected(happened);
        }
    }

    NodeMachine TakeSaved(Shelf.Key key, NodeTurn turn)
    {
        if (States.Wants(key) && key.Cut.Epoch == Epoch)
        {
            turn.Add(new NodeEffect.Tell(new Report.Stored(Epoch, key.Cut.Step, [new(key.Tile, States[key].Digest)])));
        }

        return this with { States = States.Store(key).Release(key, turn) };
    }

    NodeMachine TakeLoaded(CutName cut, TileState state, NodeTurn turn)
    {
        if (!Misses(cut, state.Tile))
        {
            turn.Add(new NodeEffect.Discard(state.Block));
            return this;
        }

        var missing = Missing.Remove(state.Tile);
        return this with
        {
            States = States.Put(new(cut, state.Tile), state, isStored: true),
            Missing = missing,
            Phase = missing.IsEmpty ? NodePhase.Assigned : NodePhase.Loading,
        };
    }

    bool Misses(CutName cut, TileId tile) => Assignment?.From?.Cut == cut && Missing.Contains(tile);

    NodeMachine TakeHandedOver(Shelf.Key key, NodeTurn turn)
    {
        var next = this with { Cores = Cores.Release(key, turn).Retain((core, _) => core != key, turn) };
        if (key.Cut.Epoch != Epoch || Assignment is null)
        {
            return next;
        }

        turn.Add(new NodeEffect.Tell(new Report.Finished(Epoch, [key.Tile])));
        return next with { Handed = Handed.Add(key.Tile.Value) };
    }

    NodeMachine TakeNotHandedOver(Shelf.Key key, string message, NodeTurn turn)
    {
        var isWanted = Cores.Wants(key);
        var next = this with { Cores = Cores.Release(key, turn) };
        if (isWanted && Assignment!.Plan.CutEvery == 0)
        {
            return next.Fail(new(Assignment!.Stage, Assignment.Job.Evaluations, [key.Tile]), message, turn);
        }

        turn.Add(new NodeEffect.Tell(new Report.NotStored(Epoch, key.Tile, message)));
        return next;
    }

    static Shelf.Key CoreKey(Epoch epoch, TileId tile) => new(new(epoch, 0), tile);
}
