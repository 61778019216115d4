using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Tessera.Cluster.Tests.Links;

/// <summary>Counts faults by reason, and lets a test wait for one.</summary>
sealed class FaultLog : IProgress<LinkFault>
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<LinkRefusal, int> _counts = new();
    readonly Channel<LinkFault> _faults = Channel.CreateUnbounded<LinkFault>();

    public int this[LinkRefusal reason] => _counts.GetValueOrDefault(reason);

    public void Report(LinkFault value)
    {
        _counts.AddOrUpdate(value.Reason, 1, (_, count) => count + 1);
        _faults.Writer.TryWrite(value);
    }

    /// <summary>Takes faults until one has the reason.</summary>
    public async Task<LinkFault> WaitForAsync(LinkRefusal reason)
    {
        var others = new List<LinkFault>();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                var fault = await _faults.Reader.ReadAsync(patience.Token);
                if (fault.Reason == reason)
                {
                    return fault;
                }

                others.Add(fault);
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"No fault {reason}, but {string.Join("; ", others.Take(10))}", e);
        }
    }
}
