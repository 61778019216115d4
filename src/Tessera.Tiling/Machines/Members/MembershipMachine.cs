using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Tessera.Tiling.Machines;

/// <summary>
/// Who lives: a member is suspect after <see cref="MachineLimits.SuspectAfter"/> of silence and dead after
/// <see cref="MachineLimits.DeadAfter"/>. Silence is counted only while our own connection was up and we ourselves ran; a new connection
/// starts the count anew, as others may still be reconnecting. A higher incarnation is a death and a join. A value, like <see cref="TileMachine"/>.
/// </summary>
public sealed record MembershipMachine
{
    /// <summary>A watch that is offline and knows nobody.</summary>
    public static MembershipMachine Start { get; } = new();

    MembershipMachine()
    {
    }

    /// <summary>The members that live, suspects included, by name; at most <see cref="MachineLimits.MostMembers"/>.</summary>
    public IEnumerable<Worker> Alive => Heard.Values.Select(heard => heard.Worker);

    /// <summary>Those that live, and those that died last, for <see cref="MachineLimits.DeadKnownFor"/>; at most <see cref="MachineLimits.MostMembers"/>, one of a name.</summary>
    public IEnumerable<NodeStanding> Known => Heard.Values.Select(heard => new NodeStanding(heard.Worker, heard.Phase, IsAlive: true))
        .Concat(Dead.Values.OrderByDescending(dead => dead.At).Take(MachineLimits.MostMembers - Heard.Count)
            .Select(dead => new NodeStanding(dead.Worker, dead.Phase, IsAlive: false)));

    /// <summary>Whether our own connection is up.</summary>
    public bool IsOnline { get; private init; }

    TimeSpan Now { get; init; }

    /// <summary>How long we have listened: what silence is measured by.</summary>
    TimeSpan Listened { get; init; }

    ImmutableSortedDictionary<string, LastHeard> Heard { get; init; } = ImmutableSortedDictionary.Create<string, LastHeard>(StringComparer.Ordinal);

    /// <summary>By name: who died, and has not spoken since.</summary>
    ImmutableSortedDictionary<string, LastHeard> Dead { get; init; } = ImmutableSortedDictionary.Create<string, LastHeard>(StringComparer.Ordinal);

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and what was found.</returns>
    public (MembershipMachine Next, ImmutableArray<MembershipEffect> Effects) On(MembershipEvent happened) => happened switch
    {
        MembershipEvent.Heard heard => Hear(heard.Worker, heard.Phase),
        MembershipEvent.Online when !IsOnline => (Connect(), []),
        MembershipEvent.Offline => (this with { IsOnline = false }, []),
        MembershipEvent.Tick tick => Listen(tick.Now).Judge(),
        _ => (this, []),
    };

    (MembershipMachine, ImmutableArray<MembershipEffect>) Hear(Worker worker, NodePhase phase)
    {
        var member = worker.Member;
        var known = Heard.TryGetValue(member.Name, out var last) ? last.Worker.Member : null;
        if (known?.Incarnation > member.Incarnation || (known is null && Heard.Count == MachineLimits.MostMembers))
        {
            return (this, []);
        }

        var next = this with
        {
            Heard = Heard.SetItem(member.Name, new(worker, phase, Listened, IsSuspect: false)),
            Dead = Dead.Remove(member.Name),
        };
        return known switch
        {
            null => (next, [new MembershipEffect.Joined(worker)]),
            _ when known == member => (next, []),
            _ => (next, [new MembershipEffect.Died(known), new MembershipEffect.Joined(worker)]),
        };
    }

    MembershipMachine Listen(TimeSpan now)
    {
        // A process that did not run could not hear: of a long gap only one tick counts.
        var passed = now - Now < MachineLimits.TickEvery * 2 ? now - Now : MachineLimits.TickEvery;
        return this with { Now = now, Listened = IsOnline ? Listened + passed : Listened };
    }

    (MembershipMachine, ImmutableArray<MembershipEffect>) Judge()
    {
        var effects = ImmutableArray.CreateBuilder<MembershipEffect>();
        var heard = Heard;
        var dead = Dead.RemoveRange(Dead.Where(pair => Listened - pair.Value.At >= MachineLimits.DeadKnownFor).Select(pair => pair.Key));
        foreach (var (name, last) in Heard)
        {
            var silence = Listened - last.At;
            if (silence >= MachineLimits.DeadAfter)
            {
                heard = heard.Remove(name);
                dead = Bury(dead, name, last);
                effects.Add(new MembershipEffect.Died(last.Worker.Member));
            }
            else if (silence >= MachineLimits.SuspectAfter && !last.IsSuspect)
            {
                heard = heard.SetItem(name, last with { IsSuspect = true });
                effects.Add(new MembershipEffect.Suspected(last.Worker.Member));
            }
        }

        return (this with { Heard = heard, Dead = dead }, effects.DrainToImmutable());
    }

    /// <summary>Adds one; where there are too many, the one that died first is forgotten.</summary>
    static ImmutableSortedDictionary<string, LastHeard> Bury(ImmutableSortedDictionary<string, LastHeard> dead, string name, LastHeard last)
    {
        var kept = dead.Count < MachineLimits.MostMembers ? dead : dead.Remove(dead.MinBy(pair => pair.Value.At).Key);
        return kept.SetItem(name, last);
    }

    MembershipMachine Connect() => this with
    {
        IsOnline = true,
        Heard = Heard.SetItems(Heard.Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { At = Listened, IsSuspect = false }))),
    };

    [StructLayout(LayoutKind.Auto)]
    readonly record struct LastHeard(Worker Worker, NodePhase Phase, TimeSpan At, bool IsSuspect);
}
