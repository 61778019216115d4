using System.Threading.Channels;

namespace Tessera.Cluster;

/// <summary>Wakes one waiting task; rung many times before it looks, it wakes it once.</summary>
sealed class Bell
{
    readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Nobody will ring any more.</summary>
    public void End() => _rung.Writer.TryComplete();

    /// <summary>False when it has ended.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var goesOn = await _rung.Reader.WaitToReadAsync(cancellationToken);
        _rung.Reader.TryRead(out _);
        return goesOn;
    }
}
