using System.Collections.Immutable;
using Tessera.Tiling;

namespace Tessera.Engine.Devices;

/// <summary>What a device keeps of a tile: x on the whole window, its own last prediction, and what the sampler remembers.</summary>
/// <param name="tile">The tile.</param>
/// <param name="window">Its window in latents.</param>
/// <param name="fusion">How its prediction is joined with its neighbours'.</param>
/// <param name="channels">C.</param>
/// <param name="wire">How predictions are rounded.</param>
/// <param name="history">Numbers the sampler keeps per latent value.</param>
sealed class TileState(Tile tile, Region window, Fusion fusion, int channels, WireFormat wire, int history)
{
    public Tile Tile => tile;

    public Region Window => window;

    public Fusion Fusion => fusion;

    public ImmutableArray<Neighbour> Neighbours => tile.Neighbours;

    /// <summary>[C, window].</summary>
    public float[] X { get; } = new float[channels * window.Volume];

    /// <summary>[C, window]: guided, in wire format.</summary>
    public byte[] Velocity { get; } = new byte[Wire.Bytes(wire, channels, window)];

    /// <summary>[history, C, window].</summary>
    public float[] History { get; } = new float[history * channels * window.Volume];
}
