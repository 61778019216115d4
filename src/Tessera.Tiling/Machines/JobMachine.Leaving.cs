using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <content>Nodes that are to be rid of their tiles, and what becomes of tiles that nobody can take.</content>
public sealed partial record JobMachine
{
    /// <summary>What was said last of nodes that are missing, or of their memory.</summary>
    string? Lack { get; init; }

    /// <summary>What part a node has in the job, and whether the others have waited too long for it.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Tiles that it owns, and steps of the stage that all of them have behind them.</returns>
    public (int Tiles, int Step, bool IsStraggler) PartOf(Member node)
    {
        if (Phase is JobPhase.Ended)
        {
            return default;
        }

        var isStraggler = Nodes.IsStraggler(node);
        return Owned is { } owned && owned.NumberOf(node) is >= 0 and var number
            ? (owned.Placement.TilesOf[number].Length, owned.StepOf(number), isStraggler)
            : (0, 0, isStraggler);
    }

    /// <summary>At a cut, where nothing is lost by it: tiles of drained nodes go, and those of nodes that want to leave if others are there to take them.</summary>
    JobMachine LetLeave(ImmutableArray<JobEffect>.Builder effects)
    {
        var owners = Owned!.Owners.Select(Owned.MemberOf).ToList();
        return owners.Find(Nodes.IsDrained) is { } drained ? Disown($"{drained} is drained", effects)
            : owners.Find(node => Nodes[node]?.IsLeaving is true) is { } leaver && !Nodes.Choose([], NumericsOf(Row!)).IsEmpty ? Disown($"{leaver} leaves", effects)
            : this;
    }

    /// <summary>Waits for nodes; where all that are there are drained, says so.</summary>
    JobMachine LackNodes(ImmutableArray<JobEffect>.Builder effects) =>
        Nodes.Drain([]).Choose([], NumericsOf(Row!)).IsEmpty ? this : Wait("all nodes that could draw it are drained: it waits", effects);

    /// <summary>Waits for more nodes, or for larger ones.</summary>
    JobMachine LackRoom(int stage, ImmutableArray<Worker> workers, ImmutableArray<JobEffect>.Builder effects) => Wait(
        $"stage {stage} has {_plan.Stages[stage].Plan.Tiles.Length} tiles, and {workers.Length} nodes have memory for {Assignment.RoomOf(_plan.Stages[stage], workers)}: it waits for more",
        effects);

    /// <summary>Says why tiles have no new owners, once for each reason; drained nodes are rid of theirs all the same.</summary>
    JobMachine Wait(string text, ImmutableArray<JobEffect>.Builder effects)
    {
        if (text != Lack)
        {
            effects.Add(new JobEffect.Note(text));
        }

        var next = this with { Lack = text };
        ImmutableArray<Member> drained = Owned is { } owned ? [.. owned.Owners.Select(owned.MemberOf).Where(Nodes.IsDrained)] : [];
        if (drained.IsEmpty)
        {
            return next;
        }

        // A stage that is stitched is shown so until the next one begins.
        next = IsStitched ? next : (next with { Phase = JobPhase.Waiting }).Show(effects);
        effects.AddRange(drained.Select(node => new JobEffect.Tell(node, new Order.Stop(Row!.Epoch))));
        return next with { Owned = null, Phase = JobPhase.Waiting };
    }
}
