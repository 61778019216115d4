using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

/// <summary>
/// A device whose network is an integer hash. Every value depends on x around it, on each neighbour's prediction and on the evaluation, so
/// that a prediction which is missing, repeated, swapped or of another evaluation changes the picture. It checks the contract of its calls.
/// </summary>
public sealed class HashDevice(JobPlan plan, HashSink sink, BlockLedger blocks, int batch) : IStepDevice
{
    readonly Dictionary<TileId, State> _tiles = [];
    int _stage;
    int _calls;

    /// <summary>Called first in every call, with its name; throws to make the call fail, or is awaited to make it last.</summary>
    public Func<string, CancellationToken, Task> Before { get; init; } = (_, _) => Task.CompletedTask;

    TilePlan Plan => plan.Stages[_stage].Plan;

    public static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }

    public Task InitialiseAsync(int stage, ImmutableArray<TileId> tiles, CancellationToken cancellationToken) => Call("Initialise", cancellationToken, () =>
    {
        (_stage, _) = (stage, _tiles.EnsureCapacity(tiles.Length));
        _tiles.Clear();
        foreach (var tile in tiles)
        {
            var window = Plan.ToLatents(Plan[tile].Window);
            _tiles.Add(tile, new State(window, sink.ConditionOf(stage)));
        }

        return 0;
    });

    public Task RestoreAsync(int stage, int step, ImmutableArray<TileState> states, CancellationToken cancellationToken) =>
        Call("Restore", cancellationToken, () =>
        {
            _stage = stage;
            _tiles.Clear();
            foreach (var state in states)
            {
                var window = Plan.ToLatents(Plan[state.Tile].Window);
                _tiles.Add(state.Tile, new State(window, MemoryMarshal.Cast<byte, ulong>(state.Block.Memory.Span), step * plan.Stages[stage].EvaluationsPerStep));
            }

            return 0;
        });

    public Task<ImmutableArray<IMemoryOwner<byte>>> CaptureAsync(ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
        Call("Capture", cancellationToken, () => tiles.Select(id => blocks.Make(_tiles[id].Core(Plan.ToLatents(Plan[id].Window)))).ToImmutableArray());

    public Task<ImmutableArray<TileBlocks>> EvaluateAsync(int evaluation, ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
        Call("Evaluate", cancellationToken, () =>
        {
            tiles.Length.ShouldBeInRange(1, batch);
            return tiles.Select(id =>
            {
                _tiles[id].Evaluate(evaluation);
                return new TileBlocks(id, [.. Plan[id].Neighbours.Select(neighbour => blocks.Make(_tiles[id].Pack(neighbour.Sent)))]);
            }).ToImmutableArray();
        });

    public Task FuseAndStepAsync(int evaluation, ImmutableArray<TileBlocks> received, CancellationToken cancellationToken) =>
        Call("FuseAndStep", cancellationToken, () =>
        {
            received.Length.ShouldBeInRange(1, batch);
            foreach (var (id, parts) in received)
            {
                Fuse(evaluation, id, parts.Select((block, slot) => (slot, (ReadOnlyMemory<byte>)block.Memory)));
            }

            return 0;
        });

    public Task<IMemoryOwner<byte>> TakeCoreAsync(TileId tile, CancellationToken cancellationToken) => Call("TakeCore", cancellationToken, () =>
    {
        _tiles.Remove(tile, out var state).ShouldBeTrue();
        state!.Evaluation.ShouldBe(plan.Stages[_stage].Evaluations);
        return blocks.Make(state.Core(Plan.ToLatents(Plan[tile].Core)));
    });

    /// <summary>Fuses predictions in the order given, which a correct caller makes the order of neighbours, and steps.</summary>
    public void Fuse(int evaluation, TileId tile, IEnumerable<(int Slot, ReadOnlyMemory<byte> Block)> received)
    {
        var state = _tiles[tile];
        foreach (var (slot, block) in received)
        {
            var neighbour = Plan[tile].Neighbours[slot];
            state.Fuse(neighbour.Received, MemoryMarshal.Cast<byte, ulong>(block.Span), (ulong)neighbour.Tile.Value);
        }

        state.Step(evaluation, plan.Stages[_stage].EvaluationsPerStep);
    }

    /// <summary>Copies one region of the canvas between two buffers that each hold a region of it.</summary>
    public static void Copy(ReadOnlySpan<ulong> from, Region fromRegion, Span<ulong> to, Region toRegion, Region what)
    {
        for (var y = what.Y; y < what.Bottom; y++)
        {
            var source = ((y - fromRegion.Y) * fromRegion.Size.Width) + what.X - fromRegion.X;
            var target = ((y - toRegion.Y) * toRegion.Size.Width) + what.X - toRegion.X;
            from.Slice(source, what.Size.Width).CopyTo(to[target..]);
        }
    }

    async Task<T> Call<T>(string name, CancellationToken cancellationToken, Func<T> body)
    {
        Interlocked.Increment(ref _calls).ShouldBe(1, "a device has one call at a time");
        try
        {
            await Before(name, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return body();
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    sealed class State
    {
        readonly Region _window;
        readonly ulong[] _x;
        readonly ulong[] _start;
        readonly ulong[] _first;
        readonly ulong[] _v;
        bool _evaluated;

        public State(Region window, ulong seed)
        {
            _window = window;
            _x = new ulong[window.Volume];
            (_start, _first, _v) = (new ulong[_x.Length], new ulong[_x.Length], new ulong[_x.Length]);
            for (var i = 0; i < _x.Length; i++)
            {
                var (y, x) = (window.Y + (i / window.Size.Width), window.X + (i % window.Size.Width));
                _x[i] = Mix(Mix(seed, (ulong)y), (ulong)x);
            }
        }

        public State(Region window, ReadOnlySpan<ulong> x, int evaluation)
            : this(window, seed: 0)
        {
            x.Length.ShouldBe(_x.Length);
            x.CopyTo(_x);
            Evaluation = evaluation;
        }

        public int Evaluation { get; private set; }

        public void Evaluate(int evaluation)
        {
            (evaluation, _evaluated).ShouldBe((Evaluation, false));
            _evaluated = true;
            for (var i = 0; i < _x.Length; i++)
            {
                _v[i] = Mix(Mix(_x[i], _x[(i + 1) % _x.Length]), (ulong)evaluation + 1);
            }
        }

        public byte[] Pack(Region region) => Cut(_v, region);

        public byte[] Core(Region region) => Cut(_x, region);

        public void Fuse(Region region, ReadOnlySpan<ulong> received, ulong source)
        {
            received.Length.ShouldBe((int)region.Volume);
            var own = new ulong[region.Volume];
            Copy(_v, _window, own, region, region);
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = Mix(Mix(own[i], received[i]), source);
            }

            Copy(own, region, _v, _window, region);
        }

        public void Step(int evaluation, int evaluationsPerStep)
        {
            (evaluation, _evaluated).ShouldBe((Evaluation, true));
            (_evaluated, Evaluation) = (false, Evaluation + 1);
            var second = evaluation % evaluationsPerStep == 1;
            for (var i = 0; i < _x.Length; i++)
            {
                (_x[i], _start[i], _first[i]) = second
                    ? (Mix(Mix(_start[i], _first[i]), _v[i]), _start[i], _first[i])
                    : (Mix(_x[i], _v[i]), _x[i], _v[i]);
            }
        }

        byte[] Cut(ulong[] values, Region region)
        {
            var cut = new ulong[region.Volume];
            Copy(values, _window, cut, region, region);
            return [.. MemoryMarshal.AsBytes(cut.AsSpan())];
        }
    }
}
