using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Tessera.Cluster;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Nodes;

/// <summary>
/// For tests of recovery alone: with TESSERA_FAULT=stop-before-report:N in its environment a worker stops itself (SIGSTOP) once, when it has computed
/// its N-th step call and told nobody; SIGCONT lets it go on.
/// </summary>
/// <param name="number">Which call, from 1.</param>
sealed partial class FaultPoint(int number)
{
    public const string Variable = "TESSERA_FAULT";
    const string StopBeforeReport = "stop-before-report:";
    const int StopSignal = 19;

    int _calls;

    /// <returns>Null when nothing is asked for.</returns>
    /// <exception cref="UsageException">What is asked for is not known.</exception>
    public static FaultPoint? Of(string? text) => text switch
    {
        null or "" => null,
        _ when text.StartsWith(StopBeforeReport, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(StopBeforeReport.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => new(number),
        _ => throw new UsageException($"{Variable} cannot be {text}: use {StopBeforeReport}N, for tests of recovery, or leave it out"),
    };

    public NodeJob Guard(NodeJob job) => job with { Device = new Device(this, job.Device) };

    void Pass()
    {
        if (Interlocked.Increment(ref _calls) == number)
        {
            _ = Signal(Environment.ProcessId, StopSignal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

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
}
