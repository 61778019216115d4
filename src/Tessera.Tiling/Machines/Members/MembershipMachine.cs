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

    /// <summary>Whether our own connection is up.</summary>
    public bool IsOnline { get; private init; }

    TimeSpan Now { get; init; }

    /// <summary>How long we have listened: what silence is measured by.</summary>
    TimeSpan Listened { get; init; }

    ImmutableSortedDictionary<string, LastHeard> Heard { get; init; } = ImmutableSortedDictionary.Create<string, LastHeard>(StringComparer.Ordinal);

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and what was found.</returns>
    public (MembershipMachine Next, ImmutableArray<MembershipEffect> Effects) On(MembershipEvent happened) => happened switch
    {
        MembershipEvent.Heard heard => Hear(heard.Worker),
        MembershipEvent.Online when !IsOnline => (Connect(), []),
        MembershipEvent.Offline => (this with { IsOnline = false }, []),
        MembershipEvent.Tick tick => Listen(tick.Now).Judge(),
        _ => (this, []),
    };

    (MembershipMachine, ImmutableArray<MembershipEffect>) Hear(Worker worker)
    {
        var member = worker.Member;
        var known = Heard.TryGetValue(member.Name, out var last) ? last.Worker.Member : null;
        if (known?.Incarnation > member.Incarnation || (known is null && Heard.Count == MachineLimits.MostMembers))
        {
            return (this, []);
        }

        var next = this with { Heard = Heard.SetItem(member.Name, new(worker, Listened, IsSuspect: false)) };
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
        foreach (var (name, last) in Heard)
        {
            var silence = Listened - last.At;
            if (silence >= MachineLimits.DeadAfter)
            {
                heard = heard.Remove(name);
                effects.Add(new MembershipEffect.Died(last.Worker.Member));
            }
            else if (silence >= MachineLimits.SuspectAfter && !last.IsSuspect)
            {
                heard = heard.SetItem(name, last with { IsSuspect = true });
                effects.Add(new MembershipEffect.Suspected(last.Worker.Member));
            }
        }

        return (this with { Heard = heard }, effects.DrainToImmutable());
    }

    MembershipMachine Connect() => this with
    {
        IsOnline = true,
        Heard = Heard.SetItems(Heard.Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { At = Listened, IsSuspect = false }))),
    };

    [StructLayout(LayoutKind.Auto)]
    readonly record struct LastHeard(Worker Worker, TimeSpan At, bool IsSuspect);
}
