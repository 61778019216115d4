namespace TorchSharp;

/// <summary>Keeps the stack of open dispose scopes of each thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    static DisposeScopeManager? _ofThread;

    DisposeScopeManager()
    {
    }

    /// <summary>The counts of the calling thread.</summary>
    public static ThreadDisposeScopeStatistics Statistics => OfThread.OwnStatistics;

    internal static DisposeScopeManager OfThread => _ofThread ??= new();

    internal ThreadDisposeScopeStatistics OwnStatistics { get; } = new();

    internal DisposeScope? Current { get; private set; }

    internal DisposeScope Open() => Current = new DisposeScope(this);

    /// <summary>Takes a scope out of the stack, wherever it stands.</summary>
    internal void Close(DisposeScope scope)
    {
        if (ReferenceEquals(Current, scope))
        {
            Current = scope.OuterScope;
            return;
        }

        for (var inner = Current; inner is not null; inner = inner.OuterScope)
        {
            if (ReferenceEquals(inner.OuterScope, scope))
            {
                inner.OuterScope = scope.OuterScope;
                return;
            }
        }
    }

    /// <summary>Counts a new tensor and gives it to the current scope, which it returns.</summary>
    internal DisposeScope? Register(torch.Tensor tensor)
    {
        if (Current is null)
        {
            OwnStatistics.TensorStatistics.CreatedOutsideScopeCount++;
            return null;
        }

        OwnStatistics.TensorStatistics.CreatedInScopeCount++;
        Current.Add(tensor);
        return Current;
    }

    internal void CountDisposal(torch.Tensor tensor)
    {
        if (tensor.OwningDisposeScope is null)
        {
            OwnStatistics.TensorStatistics.DisposedOutsideScopeCount++;
        }
        else
        {
            OwnStatistics.TensorStatistics.DisposedInScopeCount++;
        }
    }
}
