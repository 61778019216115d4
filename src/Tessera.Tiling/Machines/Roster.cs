using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>The nodes that a coordinator may give tiles to: who lives, what each said last, and what stragglers lost.</summary>
sealed record Roster
{
    public static readonly Roster Empty = new();

    ImmutableSortedDictionary<Member, Standing> Alive { get; init; } = ImmutableSortedDictionary.Create<Member, Standing>(Member.InOrder);

    /// <summary>By name: nodes that fell silent within a device call. Whether they died of it shows when they come back, restarted or not.</summary>
    ImmutableSortedDictionary<string, (Member Node, Running Running)> Lost { get; init; } =
        ImmutableSortedDictionary.Create<string, (Member Node, Running Running)>(StringComparer.Ordinal);

    /// <summary>Names of nodes that get nothing until somebody says otherwise, also when they are restarted.</summary>
    ImmutableHashSet<string> Drained { get; init; } = [];

    public bool IsEmpty => Alive.IsEmpty;

    public Hello? this[Member node] => Alive.GetValueOrDefault(node)?.Hello;

    /// <summary>Adds a node.</summary>
    /// <returns>And what the life before this one was at when it ended, if it did not end in peace.</returns>
    public (Roster Next, (Member Node, Running Running)? Death) Join(Worker worker)
    {
        var node = worker.Member;
        var next = this with { Alive = Alive.SetItem(node, new(worker, Share: 1, Hello: null)), Lost = Lost.Remove(node.Name) };
        return (next, Lost.TryGetValue(node.Name, out var lost) && lost.Node.Incarnation < node.Incarnation ? lost : null);
    }

    public Roster Leave(Member node)
    {
        var next = this with { Alive = Alive.Remove(node) };
        return this[node]?.Running is { } running && Lost.Count < MachineLimits.MostMembers
            ? next with { Lost = Lost.SetItem(node.Name, (node, running)) }
            : next;
    }

    public Roster Hear(Member node, Hello hello) => Change(node, standing => standing with { Hello = hello });

    /// <summary>Gives a straggler less, and in the end nothing.</summary>
    public Roster Penalise(Member node) => Change(node, standing => standing with { Share = standing.Share * MachineLimits.StragglerShare });

    /// <summary>Gives a node nothing.</summary>
    public Roster Exclude(Member node) => Change(node, standing => standing with { Share = 0 });

    /// <summary>Gives a node nothing for the rest of the job.</summary>
    public Roster CutOff(Member node) => Change(node, standing => standing with { IsCutOff = true });

    /// <summary>Of the nodes of an epoch, the one that is in most pairs of them that cannot be linked; null when all are linked.</summary>
    public Member? MostUnlinked(Epoch epoch, IReadOnlyList<Member> nodes) => nodes
        .Where(node => this[node]?.Epoch == epoch)
        .SelectMany(node => this[node]!.Unlinked.Where(nodes.Contains).SelectMany(other => (Member[])[node, other]))
        .CountBy(node => node)
        .OrderByDescending(count => count.Value)
        .ThenBy(count => Alive.GetValueOrDefault(count.Key)?.Worker.Speed)
        .ThenByDescending(count => count.Key, Member.InOrder)
        .Select(count => count.Key)
        .FirstOrDefault();

    /// <summary>Gives some nodes nothing, and no others than these.</summary>
    public Roster Drain(ImmutableHashSet<string> names) => this with { Drained = names };

    public bool IsDrained(Member node) => Drained.Contains(node.Name);

    /// <summary>Whether a node gets less than its part because it was late.</summary>
    public bool IsStraggler(Member node) => Alive.GetValueOrDefault(node)?.Share < 1;

    /// <summary>Forgives all stragglers.</summary>
    public Roster Forgive() => this with
    {
        Alive = Alive.SetItems(Alive.Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { Share = 1 }))),
    };

    /// <summary>Who gets tiles: all that do not leave and are not drained, but stragglers and those that failed, unless nobody else is there.</summary>
    /// <param name="failed">What failed where.</param>
    /// <param name="numerics">How the job's nodes round; null for a job that has had none, which takes those of the fastest class.</param>
    public ImmutableArray<Worker> Choose(IEnumerable<Attempt> failed, string? numerics)
    {
        var names = failed.Select(attempt => attempt.Node.Name).ToHashSet(StringComparer.Ordinal);
        var staying = Alive.Where(pair => pair.Value is { IsCutOff: false, Hello: not { IsLeaving: true } } && !IsDrained(pair.Key))
            .GroupBy(pair => pair.Value.Worker.Numerics, StringComparer.Ordinal)
            .Where(alike => numerics is null || alike.Key == numerics)
            .OrderByDescending(alike => alike.Sum(pair => pair.Value.Worker.Speed))
            .ThenBy(alike => alike.Key, StringComparer.Ordinal)
            .FirstOrDefault(Enumerable.Empty<KeyValuePair<Member, Standing>>())
            .ToList();
        ImmutableArray<Worker> workers =
        [
            .. staying.Where(pair => pair.Value.Share >= MachineLimits.LeastShare && !names.Contains(pair.Key.Name))
                .Select(pair => pair.Value.Worker with { Speed = pair.Value.Worker.Speed * pair.Value.Share }),
        ];
        return Level(workers.IsEmpty ? [.. staying.Select(pair => pair.Value.Worker)] : workers);
    }

    static ImmutableArray<Worker> Level(ImmutableArray<Worker> workers)
    {
        var fastest = workers.Select(worker => worker.Speed).DefaultIfEmpty(0).Max();
        return [.. workers.Select(worker => worker.Speed >= MachineLimits.SameSpeed * fastest ? worker with { Speed = fastest } : worker)];
    }

    Roster Change(Member node, Func<Standing, Standing> change) =>
        Alive.TryGetValue(node, out var standing) ? this with { Alive = Alive.SetItem(node, change(standing)) } : this;

    /// <param name="Worker">Its own speed, and where it is.</param>
    /// <param name="Share">What part of the speed counts, 0 to 1.</param>
    /// <param name="Hello">What it said last.</param>
    /// <param name="IsCutOff">Whether others cannot be linked with it.</param>
    sealed record Standing(Worker Worker, double Share, Hello? Hello, bool IsCutOff = false);
}
