using System.Collections.Concurrent;
using System.Threading.Channels;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>The embedded engine: the members of a cluster that lives in one process.</summary>
/// <param name="limits">Bounds the queue of each member.</param>
public sealed class InProcessNetwork(Limits limits)
{
    readonly ConcurrentDictionary<Member, Channel<Signal>> _members = new();
    long _incarnations;

    /// <summary>Joins under a name.</summary>
    /// <param name="name">Any name. The same one joined twice gives two incarnations.</param>
    public IClusterSeam Join(string name)
    {
        var member = new Member(name, Interlocked.Increment(ref _incarnations));
        var signals = Channel.CreateBounded<Signal>(new BoundedChannelOptions(limits.SignalQueue) { SingleReader = true });
        signals.Writer.TryWrite(new Signal.Online());
        _members[member] = signals;
        return new Seam(this, member, signals.Reader);
    }

    bool TrySend(Member from, Member to, ReadOnlyMemory<byte> body) =>
        _members.TryGetValue(to, out var signals) && signals.Writer.TryWrite(new Signal.Received(from, body));

    void Leave(Member member)
    {
        if (!_members.TryRemove(member, out var own))
        {
            return;
        }

        own.Writer.Complete();
        foreach (var signals in _members.Values)
        {
            signals.Writer.TryWrite(new Signal.Gone(member));
        }
    }

    sealed class Seam(InProcessNetwork network, Member self, ChannelReader<Signal> signals) : IClusterSeam
    {
        public Member Self => self;

        public ChannelReader<Signal> Signals => signals;

        public bool TrySend(Member to, ReadOnlySpan<byte> body) => network.TrySend(self, to, Copy(body));

        public bool TryBroadcast(ReadOnlySpan<byte> body)
        {
            var copy = Copy(body);
            var reached = true;
            foreach (var other in network._members.Keys.Where(member => member != self))
            {
                reached &= network.TrySend(self, other, copy);
            }

            return reached;
        }

        public void Dispose() => network.Leave(self);

        static byte[] Copy(ReadOnlySpan<byte> body) => body.Length <= Limits.ControlBytes
            ? body.ToArray()
            : throw new ArgumentException($"A control message has {body.Length} bytes; the limit is {Limits.ControlBytes}.", nameof(body));
    }
}
