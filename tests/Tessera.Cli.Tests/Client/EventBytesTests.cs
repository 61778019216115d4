using Tessera.Cli.Client;

namespace Tessera.Cli.Tests.Client;

/// <summary>A stream that says nothing, and how its end is noticed.</summary>
public sealed class EventBytesTests
{
    [Fact]
    public async Task Stream_that_is_silent_for_too_long_ends()
    {
        await using var bytes = new EventBytes(new SilentStream(), new ImpatientTime());
        await Should.ThrowAsync<OperationCanceledException>(bytes.ReadAtLeastAsync(new byte[10], 1).AsTask());
    }

    [Fact]
    public async Task Events_as_long_as_they_may_be_pass_however_they_are_cut()
    {
        var longest = "data:" + new string('x', ClientLimits.EventBytes - 10);
        var text = string.Concat(Enumerable.Repeat($"{longest}\r\n\r\n{longest}\n\n{longest}\r\r", 3));
        await using var bytes = new EventBytes(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text)), TimeProvider.System);
        var (buffer, total) = (new byte[977], 0);
        while (await bytes.ReadAsync(buffer, CancellationToken.None) is > 0 and var read)
        {
            total += read;
        }

        total.ShouldBe(text.Length);
    }

    /// <summary>All time is over at once.</summary>
    sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}
