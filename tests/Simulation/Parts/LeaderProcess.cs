using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>A leader machine, which leads or would like to.</summary>
sealed class LeaderProcess(World world, string name) : Process(world, name)
{
    LeaderMachine _machine = new(new(name, 0));

    public void Take(LeaderEvent happened)
    {
        TickIfDue();
        TakeNow(happened);
    }

    protected override void Begin()
    {
        _machine = new(Self);
        TakeNow(new LeaderEvent.Connected(IsOnline: true));
    }

    protected override void Tick(TimeSpan now) => TakeNow(new LeaderEvent.Tick(now));

    void TakeNow(LeaderEvent happened)
    {
        (_machine, var effects) = _machine.On(happened);
        World.Checker.Decided(Self, _machine);
        if (!effects.IsEmpty)
        {
            Act(() => CarryOut(effects));
        }
    }

    void CarryOut(ImmutableArray<LeaderEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case LeaderEffect.Lease { Effect: LeaseEffect.Claim claim }:
                    World.Store.Claim(this, claim);
                    break;
                case LeaderEffect.Seek:
                    World.Store.Seek(this);
                    break;
                case LeaderEffect.AskDrains:
                    World.Store.AskDrains(this);
                    break;
                case LeaderEffect.ShowNodes shown:
                    World.Checker.Shown(shown.Nodes);
                    break;
                case LeaderEffect.Job { Effect: var job }:
                    CarryOut(job);
                    break;
                default:
                    World.Note($"{Self}: {effect}");
                    break;
            }
        }
    }

    void CarryOut(JobEffect effect)
    {
        switch (effect)
        {
            case JobEffect.Tell tell:
                var self = Self;
                World.Network.Send(this, tell.Node, (NodeProcess to) => to.Hear(self, tell.Order));
                break;
            case JobEffect.Read:
                World.Store.Read(this);
                break;
            case JobEffect.Commit commit:
                World.Store.Commit(this, commit);
                break;
            case JobEffect.Stitch stitch:
                World.Sink.Stitch(this, stitch.Stage);
                break;
            case JobEffect.Show:
                break;
            case JobEffect.Note or JobEffect.End:
                World.Note($"{Self}: {effect}");
                break;
            default:
                throw new NotSupportedException(effect.GetType().Name);
        }
    }
}
