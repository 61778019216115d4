using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>The embedded engine: the members of a cluster that lives in one process.</summary>
/// <param name="limits">Bounds the queue of each member.</param>
public sealed class InProcessNetwork(Limits limits)
{
    readonly ConcurrentDictionary<Member, Place> _members = new();
    long _incarnations;

    /// <summary>Joins under a name.</summary>
    /// <param name="name">Any name. The same one joined twice gives two incarnations.</param>
    /// <param name="hearsBroadcasts">Whether broadcasts, and hints that others have left, reach it.</param>
    public IClusterSeam Join(string name, bool hearsBroadcasts = true)
    {
        var member = new Member(name, Interlocked.Increment(ref _incarnations));
        var signals = Channel.CreateBounded<Signal>(new BoundedChannelOptions(limits.SignalQueue) { SingleReader = true });
        signals.Writer.TryWrite(new Signal.Online());
        _members[member] = new(signals, hearsBroadcasts);
        return new Seam(this, member, signals.Reader);
    }

    bool TrySend(Member from, Member to, ReadOnlyMemory<byte> body)
    {
        if (!_members.TryGetValue(to, out var place))
        {
            SeamInstruments.Refused(ControlRefusal.Unknown);
            return false;
        }

        if (!place.Signals.Writer.TryWrite(new Signal.Received(from, body)))
        {
            SeamInstruments.Refused(ControlRefusal.Full);
            return false;
        }

        SeamInstruments.Received(body.Length);
        return true;
    }

    void Leave(Member member)
    {
        if (!_members.TryRemove(member, out var own))
        {
            return;
        }

        own.Signals.Writer.Complete();
        foreach (var place in _members.Values.Where(place => place.HearsBroadcasts))
        {
            place.Signals.Writer.TryWrite(new Signal.Gone(member));
        }
    }

    [StructLayout(LayoutKind.Auto)]
    readonly record struct Place(Channel<Signal> Signals, bool HearsBroadcasts);

    sealed class Seam(InProcessNetwork network, Member self, ChannelReader<Signal> signals) : IClusterSeam
    {
        public Member Self => self;

        public ChannelReader<Signal> Signals => signals;

        public bool TrySend(Member to, ReadOnlySpan<byte> body)
        {
            var copy = Copy(body);
            var sent = IsHere && network.TrySend(self, to, copy);
            if (sent)
            {
                SeamInstruments.Sent(copy.Length);
            }

            return sent;
        }

        public bool TryBroadcast(ReadOnlySpan<byte> body)
        {
            var copy = Copy(body);
            if (!IsHere)
            {
                return false;
            }

            var reached = true;
            foreach (var (other, place) in network._members)
            {
                reached &= other == self || !place.HearsBroadcasts || network.TrySend(self, other, copy);
            }

            SeamInstruments.Sent(copy.Length);
            return reached;
        }

        public void Dispose() => network.Leave(self);

        bool IsHere => network._members.ContainsKey(self);

        static byte[] Copy(ReadOnlySpan<byte> body)
        {
            Limits.CheckControl(body);
            return body.ToArray();
        }
    }
}
