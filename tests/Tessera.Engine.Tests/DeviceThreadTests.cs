using Tessera.Engine.Devices;

namespace Tessera.Engine.Tests;

public sealed class DeviceThreadTests
{
    [Fact]
    public async Task RunsInOrderOnOneThread()
    {
        await using var thread = new DeviceThread("test");
        var order = new List<int>();
        var tasks = Enumerable.Range(0, 20).Select(i => thread.RunAsync(
            () =>
            {
                order.Add(i);
                return Environment.CurrentManagedThreadId;
            },
            CancellationToken.None)).ToArray();
        var threads = await Task.WhenAll(tasks);
        order.ShouldBe(Enumerable.Range(0, 20));
        threads.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task HandsExceptionsOn()
    {
        await using var thread = new DeviceThread("test");
        (await Should.ThrowAsync<InvalidDataException>(() => thread.RunAsync(() => throw new InvalidDataException("bad"), CancellationToken.None))).Message.ShouldBe("bad");
        (await thread.RunAsync(() => 5, CancellationToken.None)).ShouldBe(5);
    }

    [Fact]
    public async Task DisposingCancelsWhatWaits()
    {
        var thread = new DeviceThread("test");
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var running = thread.RunAsync(
            () =>
            {
                started.Set();
                release.Wait();
            },
            CancellationToken.None);
        started.Wait();
        var waiting = thread.RunAsync(() => 1, CancellationToken.None);
        var disposing = thread.DisposeAsync();
        release.Set();
        await disposing;
        await running;
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }
}
