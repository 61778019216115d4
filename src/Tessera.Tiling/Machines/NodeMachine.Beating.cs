namespace Tessera.Tiling.Machines;

/// <content>What is said and tried again each beat, so that whatever was lost costs no more than that.</content>
public sealed partial record NodeMachine
{
    TimeSpan NextBeat { get; init; }

    /// <summary>Once a beat: says hello, repeats what the coordinator may have missed, and tries again what could not be stored.</summary>
    NodeMachine Beat(NodeTurn turn)
    {
        if (Now < NextBeat)
        {
            return this;
        }

        turn.Add(new NodeEffect.Greet(new(Speed, Epoch, Phase, Running, Address, Memory, Numerics, IsLeaving) { Unlinked = Unlinked }));
        foreach (var report in News())
        {
            turn.Add(new NodeEffect.Tell(report));
        }

        var next = this with { NextBeat = Now + MachineLimits.BeatEvery };
        next = States.Wanted.Where(state => state.Entry.IsUnsaved).Aggregate(next, (node, state) => node.Save(state.Key, turn));
        return Cores.Wanted.Where(core => core.Entry.IsUnsaved).Aggregate(next, (node, core) => node.HandOver(core.Key, turn));
    }

    IEnumerable<Report> News()
    {
        if (Complaint is not null)
        {
            return [Complaint];
        }

        if (Phase is NodePhase.Ready)
        {
            return [new Report.Ready(Epoch)];
        }

        var stored = States.Wanted
            .Where(state => state.Entry.IsStored && state.Key.Cut.Epoch == Epoch && state.Key.Cut.Step > Cut)
            .GroupBy(state => state.Key.Cut.Step, state => new StoredTile(state.Key.Tile, state.Entry.State.Digest))
            .SelectMany(step => step.Chunk(MachineLimits.TilesPerReport), Report (step, tiles) => new Report.Stored(Epoch, step.Key, [.. tiles]));
        var finished = Handed.Select(tile => new TileId(tile)).Chunk(MachineLimits.TilesPerReport)
            .Select(Report (tiles) => new Report.Finished(Epoch, [.. tiles]));
        return stored.Concat(finished);
    }
}
