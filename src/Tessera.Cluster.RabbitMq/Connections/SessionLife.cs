namespace Tessera.Cluster.RabbitMq;

/// <summary>Whether a connection is good for anything: set by whatever uses it, judged by <see cref="BrokerSession"/>.</summary>
sealed class SessionLife(TimeProvider time)
{
    readonly TaskCompletionSource<string> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _heardAt = time.GetTimestamp();
    volatile bool _isBlocked;

    /// <summary>Ends when the connection has ended, with the reason.</summary>
    public Task<string> End => _end.Task;

    /// <summary>Whether the broker takes nothing at present, for want of memory or disk.</summary>
    public bool IsBlocked => _isBlocked;

    /// <summary>Whether what is sent has a chance, and hearing nothing means something.</summary>
    public bool IsUp => !End.IsCompleted && !_isBlocked && Silence < RabbitMqLimits.SilentAfter;

    /// <summary>Since the broker's last sign of life.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <summary>There was a sign of life.</summary>
    public void Heard() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    public void Block() => _isBlocked = true;

    public void Unblock()
    {
        Heard();
        _isBlocked = false;
    }

    /// <summary>It has ended; the first reason counts.</summary>
    public void Finish(string reason) => _end.TrySetResult(reason);

    /// <summary>Runs a part of the connection: when it fails, the connection has ended. Never throws.</summary>
    public async Task GuardAsync(Func<Task> part)
    {
        try
        {
            await part();
        }
        catch (Exception e)
        {
            Finish(Failures.Describe(e));
        }
    }
}
