using System.Collections.Concurrent;

namespace Tessera.Engine.Devices;

/// <summary>
/// The one thread that touches a device: dispose scopes are per thread, and tensors never leave it. Work runs in the order in which it was
/// given. What is still waiting when the thread is disposed is cancelled.
/// </summary>
public sealed class DeviceThread : IAsyncDisposable
{
    /// <summary>Calls that may wait; more make the caller wait.</summary>
    public const int QueueLimit = 64;

    readonly BlockingCollection<Action<bool>> _work = new(QueueLimit);
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Shown by debuggers.</param>
    /// <param name="yields">Whether other threads of the process and the machine go first: those of a node must answer while it computes.</param>
    public DeviceThread(string name, bool yields = false) => new Thread(() => Run(yields)) { Name = name, IsBackground = true }.Start();

    /// <summary>Runs work on the thread; its exception becomes the task's.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancel)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(
            stopped =>
            {
                if (stopped || cancel.IsCancellationRequested)
                {
                    completion.TrySetCanceled(cancel.IsCancellationRequested ? cancel : new CancellationToken(canceled: true));
                    return;
                }

                try
                {
                    completion.TrySetResult(work());
                }
                catch (Exception exception)
                {
                    completion.TrySetException(exception);
                }
            },
            cancel);
        return completion.Task;
    }

    /// <summary>Runs work on the thread; its exception becomes the task's.</summary>
    public Task RunAsync(Action work, CancellationToken cancel) => RunAsync(
        () =>
        {
            work();
            return true;
        },
        cancel);

    /// <summary>Lets the call in progress end, cancels the others, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping)
        {
            _stopping = true;
            _work.CompleteAdding();
        }

        await _ended.Task;
    }

    void Run(bool yields)
    {
        if (yields)
        {
            Niceness.LowerThisThread();
        }

        foreach (var item in _work.GetConsumingEnumerable())
        {
            item(_stopping);
        }

        _ended.SetResult();
    }
}
