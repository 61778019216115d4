using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>Joins a tile's prediction with its neighbours' on the whole of the tile's window: v = v_a + sum_k w_k (v_k - v_a), where a owns
/// the latent and k ascends over the other tiles that have weight there.</summary>
/// <remarks>All holders of a latent do the same single-precision operations on it in the same order, so they get the same bits, provided
/// that they start from the same predictions: where predictions are rounded for the wire, a tile rounds its own as well. Where no other
/// tile has weight the result is exactly v_a. Immutable once made, free of allocation in use, safe for concurrent callers.</remarks>
public sealed class Fusion
{
    readonly ImmutableArray<FusionPiece> _pieces;
    readonly Region _window;

    /// <summary>Prepares the fusion of one tile: about one box for each pair of overlapping predictions.</summary>
    public Fusion(TilePlan plan, TileId tile)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Tile = plan[tile];
        _window = plan.ToLatents(Tile.Window);
        _pieces = FusionCompiler.Compile(plan, Tile);
    }

    /// <summary>The tile.</summary>
    public Tile Tile { get; }

    /// <summary>Joins predictions.</summary>
    /// <param name="channels">C of all buffers; at least 1.</param>
    /// <param name="own">This tile's prediction on its window, [C, t, h, w] in latents.</param>
    /// <param name="received">For each of <see cref="Tile.Neighbours"/>, in that order, its prediction on <see cref="Neighbour.Received"/>,
    /// [C, t, h, w].</param>
    /// <param name="fused">Receives the joined prediction on the window, [C, t, h, w]; must not overlap <paramref name="own"/>.</param>
    /// <exception cref="ArgumentException">A buffer is missing, has a wrong length, or overlaps the result.</exception>
    public void Fuse(int channels, ReadOnlySpan<float> own, IReadOnlyList<ReadOnlyMemory<float>> received, Span<float> fused)
    {
        Check(channels, own, received, fused);
        foreach (var piece in _pieces)
        {
            var owner = Values(piece.Owner, own, received);
            LatentBlock.Copy(piece.Latents, channels, owner, piece.Owner.Latents, fused, _window);
            foreach (var term in piece.Terms)
            {
                Add(piece, term, channels, owner, Values(term.Source, own, received), fused);
            }
        }
    }

    static ReadOnlySpan<float> Values(FusionSource source, ReadOnlySpan<float> own, IReadOnlyList<ReadOnlyMemory<float>> received) =>
        source.Slot == FusionSource.Own ? own : received[source.Slot].Span;

    void Add(FusionPiece piece, FusionTerm term, int channels, ReadOnlySpan<float> owner, ReadOnlySpan<float> other, Span<float> fused)
    {
        var part = piece.Latents;
        var columns = term.Columns.AsSpan();
        for (var channel = 0; channel < channels; channel++)
        {
            for (var t = part.Time; t < part.TimeEnd; t++)
            {
                for (var y = part.Y; y < part.Bottom; y++)
                {
                    var weight = term.Time[t - part.Time] * term.Rows[y - part.Y];
                    FusionRow.Add(
                        weight,
                        columns,
                        owner[LatentBlock.Index(piece.Owner.Latents, channel, t, y, part.X)..],
                        other[LatentBlock.Index(term.Source.Latents, channel, t, y, part.X)..],
                        fused[LatentBlock.Index(_window, channel, t, y, part.X)..]);
                }
            }
        }
    }

    void Check(int channels, ReadOnlySpan<float> own, IReadOnlyList<ReadOnlyMemory<float>> received, Span<float> fused)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentNullException.ThrowIfNull(received);
        var neighbours = Tile.Neighbours;
        CheckLength(own.Length, channels, _window, nameof(own));
        CheckLength(fused.Length, channels, _window, nameof(fused));
        if (own.Overlaps(fused))
        {
            throw new ArgumentException("The result must not overlap the tile's own prediction.", nameof(fused));
        }

        if (received.Count != neighbours.Length)
        {
            throw new ArgumentException(
                $"Tile {Tile.Id} has {neighbours.Length} neighbours, and {received.Count} predictions were given.", nameof(received));
        }

        for (var i = 0; i < neighbours.Length; i++)
        {
            CheckLength(received[i].Length, channels, neighbours[i].Received, nameof(received));
        }
    }

    static void CheckLength(int length, int channels, Region region, string name)
    {
        if (length != channels * region.Volume)
        {
            throw new ArgumentException(
                $"A prediction of {channels} channels on {region} has {channels * region.Volume} values, not {length}.", name);
        }
    }
}
