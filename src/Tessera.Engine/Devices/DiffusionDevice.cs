using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tessera.Engine.Pictures;
using Tessera.Models.Dit;
using Tessera.Models.Inference;
using Tessera.Models.Sampling;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Engine.Devices;

/// <summary>A device that denoises tiles of one picture: x, predictions and network live on its thread; bytes go in and out.</summary>
/// <param name="job">The picture.</param>
/// <param name="denoiser">The network, owned by the caller.</param>
/// <param name="thread">The device's thread, owned by the caller.</param>
public sealed class DiffusionDevice(PictureJob job, IDenoiser denoiser, DeviceThread thread) : IStepDevice
{
    readonly Dictionary<TileId, DeviceTile> _tiles = [];
    readonly int _channels = job.Config.Dit.LatentChannels;
    readonly float[] _noTags = new float[job.Tags.Length];
    float[] _latents = [];
    float[] _velocity = [];
    float[] _unconditional = [];
    float[] _coarse = [];
    float[] _fused = [];
    float[] _own = [];
    float[] _received = [];
    float[] _kept = [];
    int _stage;

    PictureStage Stage => job.Stages[_stage];

    /// <summary>Network calls on single windows so far, both branches of guidance counted, times tokens.</summary>
    public long TokensEvaluated { get; private set; }

    /// <inheritdoc/>
    public Task InitialiseAsync(int stage, ImmutableArray<TileId> tiles, CancellationToken cancellationToken) => thread.RunAsync(
        () => Place(stage, tiles, (tile, _) => PhiloxNoise.Fill(job.Seed, NoiseStream.Latent, stage, tile.Window, _channels, tile.X), cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public Task RestoreAsync(int stage, int step, ImmutableArray<TileState> states, CancellationToken cancellationToken) => thread.RunAsync(
        () => Place(stage, [.. states.Select(state => state.Tile)], (tile, i) => Wire.Read(WireFormat.Float32, states[i].Block.Memory.Span, tile.X), cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<IMemoryOwner<byte>>> CaptureAsync(ImmutableArray<TileId> tiles, CancellationToken cancellationToken) => thread.RunAsync(
        () => tiles.Select(id => Capture(_tiles[id])).ToImmutableArray(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<TileBlocks>> EvaluateAsync(int evaluation, ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
        thread.RunAsync(() => Evaluate(evaluation, [.. tiles.Select(id => _tiles[id])]), cancellationToken);

    /// <inheritdoc/>
    public Task FuseAndStepAsync(int evaluation, ImmutableArray<TileBlocks> received, CancellationToken cancellationToken) => thread.RunAsync(
        () =>
        {
            foreach (var blocks in received)
            {
                FuseAndStep(evaluation, _tiles[blocks.Tile], blocks.Blocks);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IMemoryOwner<byte>> TakeCoreAsync(TileId tile, CancellationToken cancellationToken) => thread.RunAsync<IMemoryOwner<byte>>(
        () =>
        {
            _tiles.Remove(tile, out var state);
            var core = Stage.Job.Plan.ToLatents(state!.Tile.Core);
            var block = Block.Rent(Wire.Bytes(WireFormat.Float32, _channels, core));
            LatentBlock.Copy(core, _channels, state.X, state.Window, MemoryMarshal.Cast<byte, float>(block.Memory.Span), core);
            return block;
        },
        cancellationToken);

    /// <summary>Forgets all tiles and puts others there; <paramref name="fill"/> gets each with its index, and gives it its x.</summary>
    void Place(int stage, ImmutableArray<TileId> tiles, Action<DeviceTile, int> fill, CancellationToken cancellationToken)
    {
        _stage = stage;
        _tiles.Clear();
        job.ForgetBefore(stage - 1);
        var plan = Stage.Job.Plan;
        var window = plan.ToLatents(Region.Whole(plan.Window));
        var (values, bytes) = (checked(_channels * (int)window.Volume), Wire.Bytes(job.Wire, _channels, window));

        // One array for all tiles: the collector would move hundreds of small ones about, and leave holes between them.
        var x = new float[checked(tiles.Length * values)];
        var velocity = new byte[checked(tiles.Length * bytes)];
        var kept = Stage.Schedule.Solver == FlowSolver.Heun ? new byte[velocity.Length] : [];
        for (var i = 0; i < tiles.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var own = (i * bytes)..((i + 1) * bytes);
            var tile = new DeviceTile(
                plan[tiles[i]],
                plan.ToLatents(plan[tiles[i]].Window),
                new Fusion(plan, tiles[i]),
                x.AsMemory(i * values, values),
                velocity.AsMemory(own),
                kept.Length == 0 ? default : kept.AsMemory(own));
            fill(tile, i);
            _tiles.Add(tiles[i], tile);
        }
    }

    /// <summary>x alone: what the sampler keeps is of no use between two steps.</summary>
    static IMemoryOwner<byte> Capture(DeviceTile tile)
    {
        var block = Block.Rent(tile.X.Length * sizeof(float));
        Wire.Write(WireFormat.Float32, tile.X, block.Memory.Span);
        return block;
    }

    ImmutableArray<TileBlocks> Evaluate(int evaluation, ImmutableArray<DeviceTile> states)
    {
        var size = states[0].X.Length;
        Scratch.Grow(ref _latents, size * states.Length);
        Scratch.Grow(ref _velocity, size * states.Length);
        for (var i = 0; i < states.Length; i++)
        {
            states[i].X.CopyTo(_latents.AsSpan(i * size));
        }

        Predict(evaluation, states, size);
        var result = ImmutableArray.CreateBuilder<TileBlocks>(states.Length);
        for (var i = 0; i < states.Length; i++)
        {
            var state = states[i];
            Wire.Write(job.Wire, _velocity.AsSpan(i * size, size), state.Velocity);
            result.Add(new TileBlocks(state.Tile.Id, [.. state.Neighbours.Select(n => Pack(state, n.Sent))]));
        }

        return result.MoveToImmutable();
    }

    void Predict(int evaluation, ImmutableArray<DeviceTile> states, int size)
    {
        var window = Stage.Job.Plan.Window;
        var count = states.Length * size;
        var input = new DenoiserInput
        {
            Rows = window.Height,
            Columns = window.Width,
            Origins = [.. states.Select(s => (s.Tile.Window.Y, s.Tile.Window.X))],
            Latents = _latents.AsMemory(0, count),
            Time = (float)Stage.Schedule.Time(evaluation),
            Zoom = Stage.Zoom,
            Tags = job.Tags,
            Coarse = Coarse(states, window),
        };
        denoiser.Evaluate(input, _velocity.AsSpan(0, count));
        TokensEvaluated += states.Length * window.Volume;
        if (Stage.Guidance == 1)
        {
            return;
        }

        Scratch.Grow(ref _unconditional, count);
        denoiser.Evaluate(input with { Tags = _noTags }, _unconditional.AsSpan(0, count));
        TokensEvaluated += states.Length * window.Volume;
        var guidance = (float)Stage.Guidance;
        for (var i = 0; i < count; i++)
        {
            _velocity[i] = _unconditional[i] + (guidance * (_velocity[i] - _unconditional[i]));
        }
    }

    ReadOnlyMemory<float>? Coarse(ImmutableArray<DeviceTile> states, Extent window)
    {
        if (job.Before(_stage) is not { } picture)
        {
            return null;
        }

        var count = checked((int)(states.Length * window.Volume * DitConfig.CoarseValues));
        Scratch.Grow(ref _coarse, count);
        var offset = 0;
        foreach (var state in states)
        {
            var origin = state.Tile.Window;
            for (var token = 0; token < window.Volume; token++)
            {
                picture.FillPatch(origin.Y + (token / window.Width), origin.X + (token % window.Width), _coarse.AsSpan(offset, DitConfig.CoarseValues));
                offset += DitConfig.CoarseValues;
            }
        }

        return _coarse.AsMemory(0, count);
    }

    IMemoryOwner<byte> Pack(DeviceTile state, Region part)
    {
        var block = Block.Rent(Wire.Bytes(job.Wire, _channels, part));
        Wire.Cut(job.Wire, _channels, state.Window, part, state.Velocity, block.Memory.Span);
        return block;
    }

    void FuseAndStep(int evaluation, DeviceTile state, ImmutableArray<IMemoryOwner<byte>> blocks)
    {
        var fused = Scratch.Grow(ref _fused, state.X.Length).Span;
        var own = Scratch.Grow(ref _own, state.X.Length).Span;
        Wire.Read(job.Wire, state.Velocity, own);
        var values = Scratch.Grow(ref _received, _channels * (int)state.Neighbours.Sum(n => n.Received.Volume));
        var received = new ReadOnlyMemory<float>[blocks.Length];
        for (var i = 0; i < blocks.Length; i++)
        {
            var length = _channels * (int)state.Neighbours[i].Received.Volume;
            Wire.Read(job.Wire, blocks[i].Memory.Span, values.Span[..length]);
            received[i] = values[..length];
            values = values[length..];
        }

        state.Fusion.Fuse(_channels, own, received, fused);
        Advance(evaluation, state, fused);
    }

    /// <summary>Rounds what is kept like what is sent: every holder of a latent keeps the same bits, in half the memory.</summary>
    void Advance(int evaluation, DeviceTile state, ReadOnlySpan<float> fused)
    {
        if (state.Kept.IsEmpty)
        {
            Stage.Schedule.Advance(evaluation, state.X, fused, []);
            return;
        }

        var kept = Scratch.Grow(ref _kept, fused.Length).Span;
        Wire.Read(job.Wire, state.Kept, kept);
        Stage.Schedule.Advance(evaluation, state.X, fused, kept);
        Wire.Write(job.Wire, kept, state.Kept);
    }
}
