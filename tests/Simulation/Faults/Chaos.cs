namespace Simulation;

/// <summary>
/// Faults for a while, then none. Each run has only some kinds of them, so that rare ones are not always drowned by the others.
/// </summary>
sealed class Chaos
{
    readonly World _world;
    readonly List<Action> _heal = [];
    bool _isOver;

    public Chaos(World world, TimeSpan until)
    {
        _world = world;
        Action[] kinds = [Crash, Crash, Stop, Partition, FillDisk, Damage, Slow, JumpClock, LoseStore, LoseBroker, Leave, Drain];
        var chosen = kinds.Where(_ => world.Chance(0.4)).ToList();
        for (var strikes = chosen.Count == 0 ? 0 : world.Random.Next(1, 9); strikes > 0; strikes--)
        {
            Later(world.Between(0, (int)until.TotalMilliseconds), world.Pick(chosen));
        }

        if (world.Chance(0.5))
        {
            world.Network.Loss = world.Random.NextDouble() * 0.1;
            world.Network.Duplication = world.Random.NextDouble() * 0.2;
            world.Network.Reordering = world.Random.NextDouble() * 0.5;
        }

        world.Store.Unknown = world.Chance(0.5) ? world.Random.NextDouble() * 0.3 : 0;
    }

    IReadOnlyList<Process> Processes => [.. _world.Processes];

    public void Heal()
    {
        _isOver = true;
        (_world.Network.Loss, _world.Network.Duplication, _world.Network.Reordering, _world.Store.Unknown) = (0, 0, 0, 0);
        _heal.ForEach(heal => heal());
    }

    void Crash()
    {
        var process = _world.Pick(Processes);
        process.Crash();
        During(500, 15_000, () =>
        {
            if (!process.IsUp)
            {
                process.Start();
            }
        });
    }

    void Stop()
    {
        var process = _world.Pick(Processes);
        process.Stop();
        During(1000, 20_000, process.Wake);
    }

    void Partition()
    {
        var (from, to) = (_world.Pick(Processes).Name, _world.Pick(Processes).Name);
        var isTwoWay = _world.Chance(0.3);
        _world.Note($"{from} no longer reaches {to}{(isTwoWay ? ", nor the other way" : "")}");
        _world.Network.Block(from, to);
        if (isTwoWay)
        {
            _world.Network.Block(to, from);
        }

        During(1000, 20_000, () =>
        {
            _world.Network.Unblock(from, to);
            _world.Network.Unblock(to, from);
        });
    }

    /// <summary>A node is asked to end, and is started again whether or not it was rid of its tiles in time.</summary>
    void Leave()
    {
        var node = _world.Pick(_world.Nodes);
        node.Leave();
        During(2000, 20_000, node.Renew);
    }

    /// <summary>Nodes, or all of them, are to have no tiles for a while.</summary>
    void Drain()
    {
        var drained = _world.Nodes.Where(_ => _world.Chance(0.6)).Select(node => node.Name).ToList();
        _world.Note($"drained: {string.Join(", ", drained)}");
        _world.Store.Drains = _world.Store.Drains.Union(drained);
        During(2000, 20_000, () => _world.Store.Drains = _world.Store.Drains.Except(drained));
    }

    void FillDisk()
    {
        var node = _world.Pick(_world.Nodes);
        _world.Note($"the disk of {node.Name} is full");
        node.IsDiskFull = true;
        During(1000, 15_000, () => node.IsDiskFull = false);
    }

    void Damage() => _world.Disk.Damage();

    void Slow()
    {
        var node = _world.Pick(_world.Nodes);
        node.Slowness = _world.Random.Next(3, 100);
        _world.Note($"{node.Name} is {node.Slowness} times as slow");
        During(2000, 30_000, () => node.Slowness = 1);
    }

    void JumpClock()
    {
        _world.Store.JumpClock(TimeSpan.FromSeconds(_world.Random.Next(-8, 9)));
        _world.Note($"the store's clock is {_world.Store.ClockOffset} ahead");
    }

    void LoseStore()
    {
        _world.Note("the store is down");
        _world.Store.IsDown = true;
        During(500, 12_000, () => _world.Store.IsDown = false);
    }

    /// <summary>All connections to the broker end; leaders notice.</summary>
    void LoseBroker()
    {
        _world.Note("the broker is down");
        _world.Network.IsDown = true;
        Connect(isOnline: false);
        During(500, 12_000, () =>
        {
            _world.Network.IsDown = false;
            Connect(isOnline: true);
        });

        void Connect(bool isOnline)
        {
            foreach (var leader in _world.Leaders)
            {
                leader.DoOrKeep(() => leader.Take(new Tessera.Tiling.Machines.LeaderEvent.Connected(isOnline)));
            }
        }
    }

    void During(int least, int most, Action heal)
    {
        _heal.Add(heal);
        _world.After(_world.Between(least, most), heal);
    }

    void Later(TimeSpan delay, Action strike) => _world.After(delay, () =>
    {
        if (!_isOver)
        {
            strike();
        }
    });
}
