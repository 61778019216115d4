using Tessera.Cluster.Contracts;
using Tessera.Tiling.Machines;
using Hello = Tessera.Tiling.Machines.Hello;
using NodePhase = Tessera.Tiling.Machines.NodePhase;

namespace Tessera.Cluster;

/// <summary>Hellos as contracts, and back.</summary>
static class HelloMapping
{
    public static Contracts.Hello ToContract(Hello hello) => new()
    {
        Speed = hello.Speed,
        Epoch = hello.Epoch.Value,
        Phase = (Contracts.NodePhase)hello.Phase,
        Running = hello.Running is { } running ? Wire.ToContract(running) : null,
        Address = hello.Address,
        Memory = hello.Memory,
        Numerics = hello.Numerics,
        IsLeaving = hello.IsLeaving,
        Unlinked = { hello.Unlinked.Take(MachineLimits.UnlinkedTold).Select(Wire.ToContract) },
    };

    public static Hello FromContract(Contracts.Hello hello)
    {
        // A phase that only a newer node knows is a node at work.
        var phase = Enum.IsDefined((NodePhase)hello.Phase) ? (NodePhase)hello.Phase : NodePhase.Running;
        return new(
            Wire.Speed(hello.Speed),
            Wire.Epoch(hello.Epoch),
            phase,
            hello.Running is { } running ? Wire.FromContract(running) : null,
            Wire.Name(hello.Address),
            Wire.Memory(hello.Memory),
            Wire.Name(hello.Numerics),
            hello.IsLeaving)
        {
            Unlinked = [.. hello.Unlinked.Take(MachineLimits.UnlinkedTold).Select(Wire.FromContract)],
        };
    }
}
