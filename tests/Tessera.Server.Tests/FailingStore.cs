using System.Reflection;
using Tessera.Cluster;

namespace Tessera.Server.Tests;

/// <summary>A store that answers, fails or hangs as it is told. Made by <see cref="Of"/>.</summary>
public class FailingStore : DispatchProxy
{
    IJobStore _store = null!;

    /// <summary>What calls do instead; null for what they should.</summary>
    public Func<Task>? Fault { get; set; }

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    public static (IJobStore Store, FailingStore Faults) Of(IJobStore store)
    {
        var proxy = Create<IJobStore, FailingStore>();
        var faults = (FailingStore)(object)proxy;
        faults._store = store;
        return (proxy, faults);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Calls++;
        if (Fault is not { } fault || targetMethod!.ReturnType == typeof(ValueTask))
        {
            return targetMethod!.Invoke(_store, args);
        }

        var answer = targetMethod.ReturnType.IsGenericType ? targetMethod.ReturnType.GetGenericArguments()[0] : typeof(bool);
        return typeof(FailingStore).GetMethod(nameof(FailAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(answer).Invoke(null, [fault]);
    }

    static async Task<T> FailAsync<T>(Func<Task> fault)
    {
        await fault();
        return default!;
    }
}
