using System.Collections.Immutable;
using Tessera.Tiling;

namespace Tessera.Engine.Devices;

/// <summary>What a device keeps of a tile, in memory that the device owns.</summary>
/// <param name="tile">The tile.</param>
/// <param name="window">Its window in latents.</param>
/// <param name="fusion">How its prediction is joined with its neighbours'.</param>
/// <param name="x">[C, window].</param>
/// <param name="velocity">[C, window]: its own last prediction, guided, in wire format.</param>
/// <param name="kept">[C, window]: what the sampler remembers, in wire format; empty where that is nothing.</param>
sealed class DeviceTile(Tile tile, Region window, Fusion fusion, Memory<float> x, Memory<byte> velocity, Memory<byte> kept)
{
    public Tile Tile => tile;

    public Region Window => window;

    public Fusion Fusion => fusion;

    public ImmutableArray<Neighbour> Neighbours => tile.Neighbours;

    public Span<float> X => x.Span;

    public Span<byte> Velocity => velocity.Span;

    public Span<byte> Kept => kept.Span;
}
