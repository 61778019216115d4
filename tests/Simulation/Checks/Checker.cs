using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>What must hold after every event, and at the end.</summary>
sealed class Checker(World world)
{
    readonly Dictionary<Epoch, JobRow> _ownerships = [];
    readonly Dictionary<(Epoch Epoch, TileId Tile), Member> _owners = [];
    readonly HashSet<Member> _crashed = [];
    readonly int _mostHeld = world.Scenario.Plan.Stages.Max(stage =>
        stage.Plan.Tiles.Sum(tile => (2 * tile.Neighbours.Length) + 1 + (2 * (MachineLimits.CutsAhead + 2))));

    public void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new Violation(otherwise);
        }
    }

    public void Crashed(Member member) => _crashed.Add(member);

    /// <summary>One owner per tile and epoch, and none before its ownership is committed.</summary>
    public void Assigned(NodeProcess node, Order.Assign order)
    {
        Require(
            _ownerships.TryGetValue(order.Epoch, out var row) && row.Workers.SequenceEqual(order.Workers) && row.Stage == order.Stage,
            $"{node.Self} is told of {order.Epoch}, which was not committed so");
        var plan = world.Scenario.Plan.Stages[order.Stage].Plan;
        foreach (var tile in Placement.Create(plan, [.. order.Workers.Select(worker => worker.Speed)]).TilesOf[order.Node])
        {
            var owner = _owners.TryAdd((order.Epoch, tile), node.Self) ? node.Self : _owners[(order.Epoch, tile)];
            Require(owner == node.Self, $"tile {tile.Value} of {order.Epoch} belongs to {owner} and to {node.Self}");
        }
    }

    /// <summary>Bounded queues; no step far beyond the last complete cut, and none that begins while the leader is silent.</summary>
    public void Decided(NodeProcess node, ImmutableArray<NodeEffect> effects)
    {
        var held = node.Machine.Held.Count();
        Require(held <= _mostHeld, $"{node.Self} holds {held} blocks, {_mostHeld} at most");
        var row = world.Store.Row;
        var stage = world.Scenario.Plan.Stages[row.Stage];
        var begun = effects.OfType<NodeEffect.Evaluate>().FirstOrDefault(call => call.Evaluation % stage.EvaluationsPerStep == 0);
        if (begun is null || node.Machine.Epoch != row.Epoch)
        {
            return;
        }

        var (step, cut) = (stage.StepOf(begun.Evaluation), row.Cuts.IsEmpty ? 0 : row.Cuts[^1].Name.Step);
        var ahead = MachineLimits.CutsAhead * world.Scenario.Plan.CutEvery;
        Require(step < cut + ahead, $"{node.Self} begins step {step}, and the last cut is at {cut}");
        var silence = world.Now - node.Contact;
        Require(silence < MachineLimits.ContactWithin + MachineLimits.TickEvery, $"{node.Self} begins step {step} after {silence} of silence");
    }

    /// <summary>A leader leads only while its lease lasts.</summary>
    public void Decided(Member leader, LeaderMachine machine) =>
        Require(machine.Job is null || world.Store.MayLead(leader, machine.Leadership.Term), $"{leader} leads without a lease");

    /// <summary>Nodes are shown once each, and those that own tiles are at a step of the stage.</summary>
    public void Shown(ImmutableArray<NodeStanding> nodes)
    {
        var plan = world.Scenario.Plan;
        Require(nodes.Select(node => node.Worker.Member.Name).Distinct(StringComparer.Ordinal).Count() == nodes.Length, "a node is shown twice");
        Require(
            nodes.All(node => node.Tiles >= 0 && node.Tiles <= plan.Stages.Max(stage => stage.Plan.Tiles.Length) && node.Step <= plan.Stages.Max(stage => stage.Steps)),
            "a node is shown with tiles or steps that there are not");
    }

    /// <summary>Files that the job's row names stay.</summary>
    public void Deleted(CutName cut) =>
        Require(world.Store.Row.Cuts.All(named => named.Name != cut), $"a file of the committed cut {cut} is deleted");

    /// <summary>No commit below the epoch, cuts that only grow and are complete, correct and durable, results that are durable first.</summary>
    public void Committed(JobRow before, JobRow row)
    {
        Require(before.Outcome is null, "a job that has ended goes on");
        Require(
            row.Term >= before.Term && !(row.Epoch < before.Epoch) && row.Revision == before.Revision + 1 && row.Stage >= before.Stage,
            $"{row} is committed on top of {before}");
        Require(row.Cuts.Length <= MachineLimits.CutsKept && row.Workers.Length <= world.Scenario.Nodes, "a row grows without bounds");
        Require(row.Stage == before.Stage || world.Sink.IsDurable(before.Stage), "a stage is committed as ended before its result is durable");
        Require(row.Outcome is not JobOutcome.Done || world.Sink.IsDurable(row.Stage), "the job is committed as done before its result is durable");
        if (row.Epoch > before.Epoch)
        {
            Require(_ownerships.TryAdd(row.Epoch, row), $"{row.Epoch} is committed twice");
        }

        if (row.Stage != before.Stage || row.Cuts.IsEmpty)
        {
            return;
        }

        var (last, cut) = (before.Cuts.LastOrDefault(), row.Cuts[^1]);
        if (cut.Name == last?.Name)
        {
            return;
        }

        if (row.Epoch == before.Epoch)
        {
            Require(cut.Name.Epoch == row.Epoch && cut.Name.Step > (last?.Name.Step ?? 0), $"after the cut {last?.Name} comes {cut.Name}");
            CheckCut(row.Stage, cut);
        }
        else
        {
            Require(before.Cuts.Contains(cut), $"{row.Epoch} begins at a cut that was not committed");
        }
    }

    public void End()
    {
        var row = world.Store.Row;
        foreach (var attempt in row.Attempts.Where(attempt => attempt.Died))
        {
            Require(_crashed.Contains(attempt.Node), $"{attempt.Node} did not die, but is said to have");
        }

        if (world.Scenario.Poison is { } poison && row.Outcome is JobOutcome.Quarantined)
        {
            // What a node was at when it died is known as of its last hello.
            Require(row.Stage == poison.Stage, $"{poison} is not to blame: {row.Reason}");
            Require(poison.Kills || row.Attempts.Any(attempt => attempt.Tile == poison.Tile), $"{poison} is not in the evidence: {row.Reason}");
        }
        else if (row.Outcome is JobOutcome.Quarantined)
        {
            // Three nodes died, truly, while they ran the same tile.
            var worst = row.Attempts.GroupBy(attempt => attempt.Tile).Max(tile => tile.Count(attempt => attempt.Died));
            Require(worst >= MachineLimits.AllAttempts, $"a sound job is quarantined: {row.Reason}");
        }
        else
        {
            Require(row.Outcome is JobOutcome.Done, $"the job ended {row.Outcome}: {row.Reason}");
            Require(world.Scenario.Poison is null, "a poisoned job is done");
            Require(world.Sink.Picture == world.Scenario.Expected.Picture, "the picture is not that of an undisturbed run");
        }
    }

    void CheckCut(int stage, Cut cut)
    {
        var tiles = world.Scenario.Plan.Stages[stage].Plan.Tiles;
        Require(cut.Digests.Length == tiles.Length, $"the cut {cut.Name} has {cut.Digests.Length} of {tiles.Length} tiles");
        foreach (var tile in tiles)
        {
            var digest = cut.Digests[tile.Id.Value];
            Require(digest == world.Scenario.Expected.At(stage, cut.Name.Step, tile.Id.Value), $"tile {tile.Id.Value} is wrong in the cut {cut.Name}");
            Require(world.Disk.IsDurable(cut.Name, tile.Id, digest), $"tile {tile.Id.Value} is not durable in the cut {cut.Name}");
        }
    }
}
