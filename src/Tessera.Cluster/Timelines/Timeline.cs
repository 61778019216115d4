using System.Threading.Channels;

namespace Tessera.Cluster;

/// <summary>
/// Writes the timelines of one member, job after job, in the background: whoever notes something never waits. At most
/// <see cref="Limits.TimelineQueue"/> records wait; more are dropped and counted.
/// </summary>
sealed class Timeline : IAsyncDisposable
{
    readonly Channel<Item> _queue;
    readonly TimeProvider _time;
    readonly Task _writing;

    public Timeline(TimeProvider time, int most = Limits.TimelineQueue)
    {
        _time = time;
        _queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(most) { SingleReader = true });
        _writing = WriteAsync();
    }

    /// <summary>Begins a member's timeline of a job, or goes on with it.</summary>
    /// <param name="folder">The job's timelines; null when nobody wants them.</param>
    /// <param name="member">Whose it is.</param>
    public TimelineLog Open(string? folder, TimelineMember member)
    {
        if (folder is null)
        {
            return TimelineLog.Unread(_time);
        }

        var begin = TimelineLog.Unread(_time).Now;
        return new(this, new(TimelineLog.FileOf(folder, member.Member), member, begin), _time);
    }

    public void Add(TimelineFile file, in TimelineEntry entry)
    {
        if (!_queue.Writer.TryWrite(new(file, entry)))
        {
            file.Lose();
            Instruments.TimelineDropped(TimelineLoss.Queue, 1);
        }
    }

    /// <summary>Waits until what was noted before is in its file, or lost.</summary>
    public async Task FlushAsync()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(new(null, default, flushed));
        }
        catch (ChannelClosedException)
        {
            return;
        }

        await flushed.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
    }

    async Task WriteAsync()
    {
        TimelineFile? current = null;
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (_queue.Reader.TryRead(out var item))
            {
                if (item.Flushed is { } flushed)
                {
                    current?.Flush();
                    flushed.SetResult();
                    continue;
                }

                if (item.File != current)
                {
                    current?.Flush();
                    current?.Close();
                    current = item.File;
                }

                current!.Append(item.Entry);
                if (item.Entry.Kind is TimelineKind.Released or TimelineKind.Ended)
                {
                    current.Flush();
                    current.Close(); // most likely for good
                }
            }

            current?.Flush();
        }

        current?.Flush();
        current?.Close();
    }

    readonly record struct Item(TimelineFile? File, TimelineEntry Entry, TaskCompletionSource? Flushed = null);
}
