using Microsoft.Extensions.Logging;
using Tessera.Cluster;

namespace Tessera.Server.Health;

/// <summary>Whether a server can do what it is there for. However many ask, its parts are asked once in <see cref="ServerLimits.ReadyFor"/>.</summary>
sealed partial class Readiness(ServerOptions options, IJobStore store, TimeProvider time, ILogger<Readiness> log) : IDisposable
{
    readonly SemaphoreSlim _turn = new(1);
    (IReadOnlyList<string> Missing, long At)? _last;
    Task<bool>? _folder;
    volatile bool _isLeaving;

    /// <summary>Says that it serves.</summary>
    public void Begin(IEnumerable<string> addresses) => LogServes(string.Join(", ", addresses), options.AsksForKeys);

    /// <summary>From now on it is not ready: it will end.</summary>
    public void Leave()
    {
        _isLeaving = true;
        LogLeaves();
    }

    /// <summary>Finds what is missing.</summary>
    /// <returns>A sentence for each part; nothing when it is ready.</returns>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancel)
    {
        if (_isLeaving)
        {
            return ["The server is about to end."];
        }

        await _turn.WaitAsync(cancel);
        try
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) >= ServerLimits.ReadyFor)
            {
                _last = last = (await AskAsync(), time.GetTimestamp());
            }

            return last.Missing;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>What a request gives up, others may wait for: so none is listened to here.</summary>
    async Task<IReadOnlyList<string>> AskAsync()
    {
        using var late = new CancellationTokenSource(ServerLimits.ReadyWithin, time);
        var answers = await Task.WhenAll(
            IsThereAsync(StoreAsync, late.Token),
            IsThereAsync(_ => FolderAsync(), late.Token));
        return [.. ((string[])["The job store does not answer.", "The folder of artifacts is not there."]).Where((_, part) => !answers[part])];
    }

    /// <summary>A file system that hangs holds one thread, not one for each who asks.</summary>
    Task<bool> FolderAsync() => _folder is { IsCompleted: false } ? _folder : _folder = Task.Run(() => Directory.Exists(options.Artifacts));

    async Task<bool> StoreAsync(CancellationToken late)
    {
        _ = await store.DrainsAsync(late);
        return true;
    }

    async Task<bool> IsThereAsync(Func<CancellationToken, Task<bool>> ask, CancellationToken late)
    {
        try
        {
            return await ask(late).WaitAsync(late);
        }
        catch (Exception e) when (e is OperationCanceledException or StoreUnavailableException)
        {
            LogMissing(e.Message);
            return false;
        }
    }

    [LoggerMessage(410, LogLevel.Information, "Serves at {Addresses}; asks for keys: {AsksForKeys}")]
    partial void LogServes(string addresses, bool asksForKeys);

    [LoggerMessage(411, LogLevel.Information, "Leaves: no longer ready")]
    partial void LogLeaves();

    [LoggerMessage(412, LogLevel.Warning, "Not ready: {Reason}")]
    partial void LogMissing(string reason);
}
