namespace TorchSharp;

/// <summary>
/// Disposes, when it ends, every tensor created on its thread while it was the innermost scope, but those moved out or detached.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    readonly DisposeScopeManager _manager;
    HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);
    bool _disposed;

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
        OuterScope = manager.Current;
    }

    /// <summary>How many tensors the scope holds.</summary>
    public int DisposablesCount => _disposables.Count;

    internal DisposeScope? OuterScope { get; set; }

    /// <summary>Whether the scope holds this tensor.</summary>
    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    /// <summary>Moves a tensor to the enclosing scope, or out of all scopes where there is none.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => MoveToOther(OuterScope, disposable);

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(OuterScope, disposables);

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    /// <summary>Moves a tensor of this scope to another one, or out of all scopes where that is null.</summary>
    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        MoveToOther(scope, [disposable]);
        return disposable;
    }

    /// <inheritdoc cref="MoveToOther{T}(DisposeScope, T)"/>
    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="MoveToOther{T}(DisposeScope, T)"/>
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (scope is null)
        {
            Detach(disposables);
            return;
        }

        foreach (var disposable in disposables)
        {
            if (_disposables.Contains(disposable))
            {
                _ = scope.Adopt(disposable);
            }
        }
    }

    /// <summary>Takes a tensor out of all scopes; it lives until it is disposed.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Detach([disposable]);
        return disposable;
    }

    /// <inheritdoc cref="Detach{T}(T)"/>
    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="Detach{T}(T)"/>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var disposable in disposables)
        {
            if (_disposables.Remove(disposable))
            {
                _manager.OwnStatistics.TensorStatistics.DetachedFromScopeCount++;
                ((torch.Tensor)disposable).OwningDisposeScope = null;
            }
        }
    }

    /// <summary>Puts a tensor under this scope, whichever scope it was under.</summary>
    public void Attach(IDisposable disposable)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Adopt(disposable))
        {
            _manager.OwnStatistics.TensorStatistics.AttachedToScopeCount++;
        }
    }

    /// <summary>Disposes what the scope holds and keeps the scope open.</summary>
    public void DisposeEverything() => DisposeEverythingBut([]);

    /// <summary>Disposes what the scope holds, except what is given, and keeps the scope open.</summary>
    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <inheritdoc cref="DisposeEverythingBut(IDisposable[])"/>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var held = _disposables;
        _disposables = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in held)
        {
            if (!_disposables.Contains(disposable))
            {
                disposable.Dispose();
            }
        }
    }

    /// <summary>Ends the scope and disposes what it holds.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            DisposeEverything();
            _manager.Close(this);
            _disposed = true;
        }
    }

    /// <summary>Tells the scope that a tensor it may hold was disposed.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _ = _disposables.Remove(disposable);
        ((torch.Tensor)disposable).OwningDisposeScope = null;
    }

    internal void Add(torch.Tensor tensor) => _disposables.Add(tensor);

    /// <summary>Lets <paramref name="replacement"/> take the place of a tensor whose handle it took over.</summary>
    internal void Replace(torch.Tensor original, torch.Tensor replacement)
    {
        if (_disposables.Remove(original))
        {
            original.OwningDisposeScope = null;
            _ = Adopt(replacement);
        }
    }

    bool Adopt(IDisposable disposable)
    {
        var tensor = disposable as torch.Tensor ?? throw new InvalidOperationException("a dispose scope holds tensors only");
        if (ReferenceEquals(tensor.OwningDisposeScope, this))
        {
            return false;
        }

        _ = tensor.OwningDisposeScope?._disposables.Remove(tensor);
        _ = _disposables.Add(tensor);
        tensor.OwningDisposeScope = this;
        return true;
    }
}
