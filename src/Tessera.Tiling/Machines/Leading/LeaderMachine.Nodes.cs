using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <content>What is shown of nodes, and which of them are to have no tiles.</content>
public sealed partial record LeaderMachine
{
    /// <summary>Names of the nodes that are to have no tiles; null until the store has said so in this term, and no job is sought before.</summary>
    ImmutableHashSet<string>? Drained { get; init; }

    /// <summary>What was shown of nodes last.</summary>
    ImmutableArray<NodeStanding> Shown { get; init; } = [];

    /// <summary>When nodes are shown whether or not anything about them changed.</summary>
    TimeSpan ShowBy { get; init; }

    TimeSpan NextTend { get; init; }

    /// <summary>Once a beat, while it leads: asks who is drained, and shows the nodes if there is news of them.</summary>
    LeaderMachine Tend(ImmutableArray<LeaderEffect>.Builder effects)
    {
        if (Leadership.Term == 0 || Now < NextTend)
        {
            return this;
        }

        effects.Add(new LeaderEffect.AskDrains());
        var next = this with { NextTend = Now + MachineLimits.BeatEvery };
        ImmutableArray<NodeStanding> nodes = [.. Members.Known.Select(Describe)];
        if (Now < ShowBy && nodes.SequenceEqual(Shown))
        {
            return next;
        }

        effects.Add(new LeaderEffect.ShowNodes(nodes));
        return next with { Shown = nodes, ShowBy = Now + MachineLimits.ShowNodesEvery };
    }

    LeaderMachine Drain(ImmutableHashSet<string> nodes, ImmutableArray<LeaderEffect>.Builder effects) =>
        (this with { Drained = nodes }).Lead(new JobEvent.Drained(nodes), effects);

    NodeStanding Describe(NodeStanding node)
    {
        var part = Job is not null && node.IsAlive ? Job.PartOf(node.Worker.Member) : default;
        return node with
        {
            IsDrained = Drained?.Contains(node.Worker.Member.Name) is true,
            IsStraggler = part.IsStraggler,
            Tiles = part.Tiles,
            Step = part.Step,
        };
    }
}
