namespace TorchSharp;

/// <summary>Counts of one thread's tensors, in and outside dispose scopes.</summary>
public class LifetimeStatistics
{
    internal LifetimeStatistics()
    {
    }

    /// <summary>Tensors created while no scope was open.</summary>
    public long CreatedOutsideScopeCount { get; internal set; }

    /// <summary>Tensors disposed that belonged to no scope.</summary>
    public long DisposedOutsideScopeCount { get; internal set; }

    /// <summary>Tensors created inside a scope.</summary>
    public long CreatedInScopeCount { get; internal set; }

    /// <summary>Tensors disposed that belonged to a scope.</summary>
    public long DisposedInScopeCount { get; internal set; }

    /// <summary>Tensors attached to a scope after their creation.</summary>
    public long AttachedToScopeCount { get; internal set; }

    /// <summary>Tensors taken out of their scope.</summary>
    public long DetachedFromScopeCount { get; internal set; }

    /// <summary>Tensors created on this thread and not yet disposed on it.</summary>
    public long ThreadTotalLiveCount => CreatedInScopeCount - DisposedInScopeCount + CreatedOutsideScopeCount - DisposedOutsideScopeCount;

    /// <summary>Sets every count to zero.</summary>
    public void Reset()
    {
        CreatedOutsideScopeCount = 0;
        DisposedOutsideScopeCount = 0;
        CreatedInScopeCount = 0;
        DisposedInScopeCount = 0;
        AttachedToScopeCount = 0;
        DetachedFromScopeCount = 0;
    }
}
