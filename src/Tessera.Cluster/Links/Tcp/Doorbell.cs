namespace Tessera.Cluster;

/// <summary>Wakes a thread that waits, which does so without spinning; rung many times before it looks, it wakes it once.</summary>
sealed class Doorbell
{
    readonly object _gate = new();
    bool _isRung;

    public void Ring()
    {
        lock (_gate)
        {
            _isRung = true;
            Monitor.Pulse(_gate);
        }
    }

    public void Wait()
    {
        lock (_gate)
        {
            while (!_isRung)
            {
                Monitor.Wait(_gate);
            }

            _isRung = false;
        }
    }
}
