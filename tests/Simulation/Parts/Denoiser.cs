using System.Buffers.Binary;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>
/// An integer hash that stands for the network: every state depends on the one before, on each neighbour's prediction in order, on the
/// tile and on the evaluation. Whatever is lost, repeated, swapped or stale changes the picture, and "the same picture" is one number.
/// </summary>
static class Denoiser
{
    public static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }

    public static ulong Noise(ulong condition, TileId tile) => Mix(Mix(condition, 1), (ulong)tile.Value);

    public static ulong Predict(ulong x, TileId tile, int evaluation) => Mix(Mix(x, (ulong)tile.Value), (ulong)evaluation);

    public static ulong Packed(ulong prediction, TileId target) => Mix(prediction, (ulong)target.Value);

    public static ulong Fuse(ulong prediction, ulong received) => Mix(prediction, received);

    public static ulong Step(ulong x, ulong fused) => Mix(x, fused);

    public static Digest DigestOf(ulong x) => new(Mix(x, 2));

    public static ulong Stitch(ulong condition, IEnumerable<ulong> cores) => cores.Aggregate(condition, Mix);

    public static byte[] ToBytes(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    public static ulong FromBytes(ReadOnlyMemory<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
}
