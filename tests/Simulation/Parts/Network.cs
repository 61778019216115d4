using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>Control messages, at most once and in order per pair unless a fault says otherwise; and links, which carry predictions.</summary>
sealed class Network(World world)
{
    readonly Dictionary<(string From, string To), TimeSpan> _last = [];
    readonly HashSet<(string From, string To)> _blocked = [];
    readonly HashSet<ulong> _twice = [];

    /// <summary>The part of messages that is lost; of predictions, a tenth of it.</summary>
    public double Loss { get; set; }

    public double Duplication { get; set; }

    public double Reordering { get; set; }

    /// <summary>Whether the broker is down: no control message gets through.</summary>
    public bool IsDown { get; set; }

    public void Block(string from, string to) => _blocked.Add((from, to));

    public void Unblock(string from, string to) => _blocked.Remove((from, to));

    /// <summary>Whether two cannot be linked: a connection takes both directions.</summary>
    public bool IsCut(string one, string other) => _blocked.Contains((one, other)) || _blocked.Contains((other, one));

    public bool CameTwice(ulong prediction) => _twice.Contains(prediction);

    public void Send<T>(Process from, Member to, Action<T> deliver)
        where T : Process
    {
        var copies = IsDown || _blocked.Contains((from.Name, to.Name)) || world.Chance(Loss) ? 0 : world.Chance(Duplication) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            var due = world.Now + Delay();
            var last = _last.GetValueOrDefault((from.Name, to.Name));
            if (due <= last && !world.Chance(Reordering))
            {
                due = last + TimeSpan.FromMicroseconds(1);
            }

            _last[(from.Name, to.Name)] = due > last ? due : last;
            world.After(due - world.Now, () => Arrive(to, deliver));
        }
    }

    public void Send(NodeProcess from, Member to, ImmutableArray<Prediction> predictions)
    {
        // A link that is cut is opened again later and goes on; now and then what was on the way is gone.
        var isBlocked = _blocked.Contains((from.Name, to.Name));
        var isLost = world.Chance((isBlocked ? 0.5 : 0) + (Loss / 10));
        var delay = Delay() + (isBlocked ? world.Between(1000, 8000) : TimeSpan.Zero);
        foreach (var prediction in predictions)
        {
            if (world.Chance(Duplication))
            {
                var block = world.Blocks.Make(prediction.Block.Memory.Span);
                _twice.Add(Denoiser.FromBytes(block.Memory));
                world.After(delay * world.Random.Next(1, 20), () => Arrive(to, prediction with { Block = block }));
            }
        }

        if (isLost)
        {
            foreach (var prediction in predictions)
            {
                prediction.Block.Dispose();
            }

            return;
        }

        foreach (var prediction in predictions)
        {
            world.After(delay + Delay(), () => Arrive(to, prediction));
        }
    }

    void Arrive(Member to, Prediction prediction) =>
        Arrive(to, (NodeProcess node) => node.Take(new NodeEvent.Received([prediction])));

    void Arrive<T>(Member to, Action<T> deliver)
        where T : Process
    {
        if (world.Processes.Single(process => process.Name == to.Name) is T process && process.Self == to)
        {
            process.DoOrKeep(() => deliver(process));
        }
    }

    // Mostly quick, now and then as long as a device call.
    TimeSpan Delay() => world.Random.Next(10) == 0 ? world.Between(1, 400) : world.Between(1, 20);
}
