using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>A node machine, its device and its part of the disk.</summary>
sealed class NodeProcess(World world, string name) : Process(world, name)
{
    Device _device = new(world);
    NodeMachine _machine = new(world.Scenario.Batch);
    ImmutableArray<Member> _peers = [];
    Member? _coordinator;
    int _call;
    Action? _cancelCall;

    /// <summary>How many times as long as usual its device takes.</summary>
    public double Slowness { get; set; } = 1;

    public bool IsDiskFull { get; set; }

    public NodeMachine Machine => _machine;

    /// <summary>When an order of the current epoch came last.</summary>
    public TimeSpan Contact { get; private set; }

    public void Leave()
    {
        World.Note($"{Self} leaves");
        _machine = _machine with { IsLeaving = true };
    }

    /// <summary>Ends it if it leaves, and starts it again.</summary>
    public void Renew()
    {
        if (IsUp && _machine.IsLeaving)
        {
            Crash();
            Start();
        }
    }

    public void Hear(Member from, Order order)
    {
        var before = _machine.Epoch;
        if (order is Order.Assign && order.Epoch > before)
        {
            _coordinator = from;
        }

        World.Note($"{Self} <- {order}");
        Contact = order.Epoch < before ? Contact : World.Now;
        Take(new NodeEvent.Told(order, World.Scenario.Plan));

        if (order is Order.Assign assign && _machine.Epoch > before)
        {
            World.Checker.Assigned(this, assign);
        }
    }

    public void Take(NodeEvent happened)
    {
        TickIfDue();
        TakeNow(happened);
    }

    protected override void Begin()
    {
        (_device, _peers, _coordinator, _call) = (new(World), [], null, _call + 1);
        _machine = new(World.Scenario.Batch) { Speed = World.Random.Next(1, 4) };
    }

    protected override void Tick(TimeSpan now)
    {
        _machine = _machine with { Unlinked = [.. _peers.Where(peer => World.Network.IsCut(Name, peer.Name))] };
        TakeNow(new NodeEvent.Tick(now));
    }

    void TakeNow(NodeEvent happened)
    {
        (_machine, var effects) = _machine.On(happened);
        World.Checker.Decided(this, effects);
        if (!effects.IsEmpty)
        {
            Act(() => CarryOut(effects));
        }
    }

    void CarryOut(ImmutableArray<NodeEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case NodeEffect.DeviceCall call:
                    Call(call);
                    break;
                case NodeEffect.CancelCall:
                    _cancelCall?.Invoke();
                    break;
                case NodeEffect.Save save:
                    World.Disk.Save(this, save);
                    break;
                case NodeEffect.Load load:
                    World.Disk.Load(this, load);
                    break;
                case NodeEffect.DeleteBelow delete:
                    World.Disk.Delete(delete.Cut);
                    break;
                case NodeEffect.HandOver core:
                    World.Sink.Accept(this, core);
                    break;
                case NodeEffect.OpenLinks open:
                    _peers = [.. open.Nodes.Select(node => node.Member)];
                    break;
                case NodeEffect.Send send:
                    World.Network.Send(this, _peers[send.Node], send.Predictions);
                    break;
                case NodeEffect.Tell { Report: var report }:
                    World.Note($"{Self} -> {report}");
                    World.Network.Send(this, _coordinator!, (LeaderProcess to) => to.Take(new LeaderEvent.Job(new JobEvent.Reported(Self, report))));
                    break;
                case NodeEffect.Greet { Hello: var hello }:
                    Greet(hello);
                    break;
                case NodeEffect.Discard discard:
                    discard.Block.Dispose();
                    break;
                default:
                    throw new NotSupportedException(effect.GetType().Name);
            }
        }
    }

    void Greet(Hello hello)
    {
        var self = Self;
        foreach (var leader in World.Leaders)
        {
            World.Network.Send(this, leader.Self, (LeaderProcess to) => to.Take(new LeaderEvent.Heard(self, hello)));
        }
    }

    void Call(NodeEffect.DeviceCall call)
    {
        var number = ++_call;
        _cancelCall = () => Later(World.Between(1, 50), () => Answer(isCancelled: true));
        Later(World.Between(50, 400) * Slowness, () => Answer(isCancelled: false));

        void Answer(bool isCancelled)
        {
            if (number != _call)
            {
                return;
            }

            _call++;
            var poison = World.Scenario.Poison;
            var isPoison = call is NodeEffect.Evaluate evaluate && poison?.Hits(_device.Stage, evaluate) is true;
            if (isPoison && poison!.Kills)
            {
                Crash();
                World.After(World.Between(500, 6000), Start);
                return;
            }

            Take(isCancelled || isPoison ? _device.Refuse(call, isPoison ? "poison" : "cancelled") : _device.Answer(call));
        }
    }
}
