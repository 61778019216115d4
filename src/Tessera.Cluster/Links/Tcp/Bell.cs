namespace Tessera.Cluster;

/// <summary>Wakes a task that waits; rung many times before it looks, it wakes it once.</summary>
sealed class Bell
{
    readonly SemaphoreSlim _rings = new(0);
    bool _isRung;
    bool _hasEnded;

    public void Ring()
    {
        if (!Interlocked.Exchange(ref _isRung, true))
        {
            _rings.Release();
        }
    }

    /// <summary>Nobody will ring any more.</summary>
    public void End()
    {
        Volatile.Write(ref _hasEnded, true);
        Ring();
    }

    /// <summary>False when it has ended.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await _rings.WaitAsync(cancellationToken);
        Volatile.Write(ref _isRung, false);
        if (Volatile.Read(ref _hasEnded))
        {
            Ring();
            return false;
        }

        return true;
    }
}
