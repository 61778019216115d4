namespace Tessera.Cluster;

/// <summary>Wakes one who waits; rung many times before that one looks, it wakes it once.</summary>
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

    /// <summary>Waits with the thread.</summary>
    public void Wait(CancellationToken cancellationToken)
    {
        _rings.Wait(cancellationToken);
        Volatile.Write(ref _isRung, false);
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
