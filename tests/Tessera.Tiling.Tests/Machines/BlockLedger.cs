using System.Buffers;

namespace Tessera.Tiling.Tests.Machines;

/// <summary>Makes blocks and knows which are alive: a leak, a second disposal and a use after disposal all show.</summary>
public sealed class BlockLedger
{
    int _alive;

    public int Alive => Volatile.Read(ref _alive);

    public IMemoryOwner<byte> Make(ReadOnlySpan<byte> content) => new Tracked(this, content.ToArray());

    sealed class Tracked : IMemoryOwner<byte>
    {
        readonly BlockLedger _ledger;
        byte[]? _bytes;

        public Tracked(BlockLedger ledger, byte[] bytes)
        {
            (_ledger, _bytes) = (ledger, bytes);
            Interlocked.Increment(ref ledger._alive);
        }

        public Memory<byte> Memory => _bytes ?? throw new InvalidOperationException("A block was used after its disposal.");

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is null)
            {
                throw new InvalidOperationException("A block was disposed of twice.");
            }

            Interlocked.Decrement(ref _ledger._alive);
        }
    }
}
