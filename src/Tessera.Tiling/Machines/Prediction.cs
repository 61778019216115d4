using System.Buffers;

namespace Tessera.Tiling.Machines;

/// <summary>A part of one tile's prediction on its way to a neighbour. Whoever holds it last disposes of the block.</summary>
/// <param name="Epoch">The ownership it was made under.</param>
/// <param name="Evaluation">Which evaluation it predicts, from 0.</param>
/// <param name="Source">The tile that predicted.</param>
/// <param name="Target">The neighbour that fuses it.</param>
/// <param name="Block">The values in wire format.</param>
public sealed record Prediction(Epoch Epoch, int Evaluation, TileId Source, TileId Target, IMemoryOwner<byte> Block);
