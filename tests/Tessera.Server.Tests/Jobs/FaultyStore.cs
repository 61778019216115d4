using System.Reflection;
using Tessera.Cluster;

namespace Tessera.Server.Tests.Jobs;

/// <summary>A store that is out of reach at chosen moments: before it does what it is asked for, or after, so that only the answer is lost.</summary>
public class FaultyStore : DispatchProxy
{
    IJobStore _store = null!;
    Func<string, StoreFault> _fault = null!;

    /// <param name="store">What does the work.</param>
    /// <param name="fault">What goes wrong in a call, by its name.</param>
    internal static IJobStore Around(IJobStore store, Func<string, StoreFault> fault)
    {
        var proxy = Create<IJobStore, FaultyStore>();
        (((FaultyStore)(object)proxy)._store, ((FaultyStore)(object)proxy)._fault) = (store, fault);
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var (fault, type) = (_fault(targetMethod!.Name), targetMethod.ReturnType);
        return fault is StoreFault.None || !type.IsGenericType
            ? targetMethod.Invoke(_store, args)
            : typeof(FaultyStore).GetMethod(nameof(FailAsync), BindingFlags.NonPublic | BindingFlags.Instance)!
                .MakeGenericMethod(type.GetGenericArguments()[0]).Invoke(this, [fault, targetMethod, args]);
    }

    async Task<T> FailAsync<T>(StoreFault fault, MethodInfo method, object?[]? args)
    {
        if (fault is StoreFault.AfterIt)
        {
            await (Task<T>)method.Invoke(_store, args)!;
        }

        throw new StoreUnavailableException("The store is out of reach.", cause: null);
    }
}
