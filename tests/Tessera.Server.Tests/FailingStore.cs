using System.Reflection;
using Tessera.Cluster;

namespace Tessera.Server.Tests;

/// <summary>A store that answers, fails or hangs as it is told. Made by <see cref="Of"/>.</summary>
public class FailingStore : DispatchProxy
{
    IJobStore _store = null!;

    /// <summary>What a call does instead, by its name and what it should do, if anything.</summary>
    public Func<string, Func<Task>, Func<Task>?>? Fault { get; set; }

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    public static (IJobStore Store, FailingStore Faults) Of(IJobStore store)
    {
        var proxy = Create<IJobStore, FailingStore>();
        var faults = (FailingStore)(object)proxy;
        faults._store = store;
        return (proxy, faults);
    }

    /// <summary>A store that is out of reach at chosen moments.</summary>
    /// <param name="store">What does the work.</param>
    /// <param name="fault">What goes wrong in a call, by its name.</param>
    internal static IJobStore Around(IJobStore store, Func<string, StoreFault> fault)
    {
        var (failing, faults) = Of(store);
        faults.Fault = (name, call) => fault(name) switch
        {
            StoreFault.None => null,
            StoreFault.BeforeIt => () => LoseAsync(() => Task.CompletedTask),
            _ => () => LoseAsync(call),
        };
        return failing;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Calls++;
        object? Real() => targetMethod!.Invoke(_store, args);
        if (targetMethod!.ReturnType == typeof(ValueTask) || Fault?.Invoke(targetMethod.Name, () => (Task)Real()!) is not { } fault)
        {
            return Real();
        }

        var answer = targetMethod.ReturnType.IsGenericType ? targetMethod.ReturnType.GetGenericArguments()[0] : typeof(bool);
        return typeof(FailingStore).GetMethod(nameof(FailAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(answer).Invoke(null, [fault]);
    }

    static async Task<T> FailAsync<T>(Func<Task> fault)
    {
        await fault();
        return default!;
    }

    static async Task LoseAsync(Func<Task> call)
    {
        await call();
        throw new StoreUnavailableException("The store is out of reach.", cause: null);
    }
}
