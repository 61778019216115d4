using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tessera.Cluster;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Nodes;

/// <summary>
/// For tests alone. With TESSERA_FAULT=stop-before-report:N in its environment a worker stops itself (SIGSTOP) once, when it has computed
/// its N-th step call and is about to report it. SIGCONT lets it go on; the report then goes out, whatever the worker has been told meanwhile, as one
/// that was on its way all the time would arrive. With no-timeline it notes nothing of what it does, so that the cost of notes can be measured.
/// </summary>
/// <param name="number">Before the report of which call it stops, from 1; 0 for none.</param>
/// <param name="notes">Whether it notes what it does.</param>
sealed partial class FaultPoint(int number, bool notes)
{
    public const string Variable = "TESSERA_FAULT";
    const string StopBeforeReport = "stop-before-report:";
    const string NoTimeline = "no-timeline";
    const int StopSignal = 19;

    static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(1);

    int _calls;
    int _isDue;

    /// <returns>Null when nothing is asked for.</returns>
    /// <exception cref="UsageException">What is asked for is not known.</exception>
    public static FaultPoint? Of(string? text) => text switch
    {
        null or "" => null,
        NoTimeline => new(number: 0, notes: false),
        _ when text.StartsWith(StopBeforeReport, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(StopBeforeReport.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => new(number, notes: true),
        _ => throw new UsageException($"{Variable} cannot be {text}: use {StopBeforeReport}N or {NoTimeline}, for tests, or leave it out"),
    };

    public NodeJob Guard(NodeJob job) => job with { Device = new Device(this, job.Device), Timelines = notes ? job.Timelines : null };

    public IClusterSeam Guard(IClusterSeam seam, TimeProvider time) => new Seam(this, seam, time);

    void Pass()
    {
        if (Interlocked.Increment(ref _calls) == number)
        {
            Volatile.Write(ref _isDue, 1);
        }
    }

    // Raised, not sent to the process: a signal to the process may reach another thread first, and this one would go on and report meanwhile.
    bool Stop() => Interlocked.Exchange(ref _isDue, 0) == 1 && Raise(StopSignal) == 0;

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);

    sealed class Device(FaultPoint fault, IStepDevice device) : IStepDevice
    {
        public Task InitialiseAsync(int stage, ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
            device.InitialiseAsync(stage, tiles, cancellationToken);

        public Task RestoreAsync(int stage, int step, ImmutableArray<TileState> states, CancellationToken cancellationToken) =>
            device.RestoreAsync(stage, step, states, cancellationToken);

        public Task<ImmutableArray<TileBlocks>> EvaluateAsync(int evaluation, ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
            device.EvaluateAsync(evaluation, tiles, cancellationToken);

        public async Task FuseAndStepAsync(int evaluation, ImmutableArray<TileBlocks> received, CancellationToken cancellationToken)
        {
            await device.FuseAndStepAsync(evaluation, received, cancellationToken);
            fault.Pass();
        }

        public Task<ImmutableArray<IMemoryOwner<byte>>> CaptureAsync(ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
            device.CaptureAsync(tiles, cancellationToken);

        public Task<IMemoryOwner<byte>> TakeCoreAsync(TileId tile, CancellationToken cancellationToken) => device.TakeCoreAsync(tile, cancellationToken);
    }

    sealed class Seam(FaultPoint fault, IClusterSeam seam, TimeProvider time) : IClusterSeam
    {
        public Member Self => seam.Self;

        public ChannelReader<Signal> Signals => seam.Signals;

        public bool TrySend(Member to, ReadOnlySpan<byte> body)
        {
            if (!fault.Stop())
            {
                return seam.TrySend(to, body);
            }

            _ = SendLateAsync(to, body.ToArray());
            return true;
        }

        public bool TryBroadcast(ReadOnlySpan<byte> body) => seam.TryBroadcast(body);

        public void Dispose() => seam.Dispose();

        async Task SendLateAsync(Member to, byte[] body)
        {
            for (var tries = RetryFor / RetryEvery; tries > 0 && !seam.TrySend(to, body); tries--)
            {
                await Task.Delay(RetryEvery, time);
            }
        }
    }
}
