using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// What every node tells every candidate for leadership, each <see cref="MachineLimits.BeatEvery"/>: that it lives, and where it stands.
/// </summary>
/// <param name="Speed">Its speed beside the others', above 0.</param>
/// <param name="Epoch">The highest epoch it has heard of.</param>
/// <param name="Phase">How far it is with its assignment.</param>
/// <param name="Running">What its device is busy with, if it is.</param>
/// <param name="Address">Where its links listen, HOST:PORT; empty where links need no address.</param>
/// <param name="Memory">Bytes that it has for tiles; 0 when nobody counts them.</param>
/// <param name="Numerics">Instruction set, library versions and kind of device: nodes that round alike say the same.</param>
/// <param name="IsLeaving">Whether it wants to be rid of its tiles, and to get no others.</param>
public sealed record Hello(
    double Speed, Epoch Epoch, NodePhase Phase, Running? Running, string Address = "", long Memory = 0, string Numerics = "", bool IsLeaving = false)
{
    /// <summary>The nodes of its epoch that it has to exchange predictions with, and cannot at present.</summary>
    public ImmutableArray<Member> Unlinked { get; init; } = [];

    /// <summary>Who said it, as one that may own tiles.</summary>
    public Worker WorkerOf(Member member) => new(member, Speed, Address, Memory, Numerics);
}
