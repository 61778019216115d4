using System.Buffers;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Links;

/// <summary>Makes the blocks that links receive into, and knows the most that were alive at once.</summary>
sealed class RentLedger
{
    readonly BlockLedger _blocks = new();
    int _most;
    int _largest;

    public int Alive => _blocks.Alive;

    public int Most => _most;

    public int Largest => _largest;

    public IMemoryOwner<byte> Rent(int length)
    {
        var block = _blocks.Make(new byte[length]);
        _most = Math.Max(_most, Alive);
        _largest = Math.Max(_largest, length);
        return block;
    }
}
