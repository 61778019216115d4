using System.Buffers;
using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace EndToEnd.Studies.Service;

/// <summary>A device that does nothing at once, for jobs of one tile; counts what it is asked for.</summary>
sealed class StubDevice(Action evaluated) : IStepDevice
{
    public Task InitialiseAsync(int stage, ImmutableArray<TileId> tiles, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RestoreAsync(int stage, int step, ImmutableArray<TileState> states, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ImmutableArray<TileBlocks>> EvaluateAsync(int evaluation, ImmutableArray<TileId> tiles, CancellationToken cancellationToken)
    {
        evaluated();
        return Task.FromResult<ImmutableArray<TileBlocks>>([.. tiles.Select(tile => new TileBlocks(tile, []))]);
    }

    public Task FuseAndStepAsync(int evaluation, ImmutableArray<TileBlocks> received, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ImmutableArray<IMemoryOwner<byte>>> CaptureAsync(ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<IMemoryOwner<byte>>>([.. tiles.Select(_ => new Block())]);

    public Task<IMemoryOwner<byte>> TakeCoreAsync(TileId tile, CancellationToken cancellationToken) => Task.FromResult<IMemoryOwner<byte>>(new Block());

    sealed class Block : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = new byte[8];

        public void Dispose()
        {
        }
    }
}
