using Tessera.Tiling;

namespace Tessera.Benchmarks;

/// <summary>How much each window's prediction counts at each latent, found by fusing predictions that are 1 in one window and 0 elsewhere.</summary>
static class BlendWeights
{
    /// <summary>[tiles, h, w] over the latents of each tile's window; over all windows they sum to 1 everywhere.</summary>
    public static float[] Of(TilePlan plan)
    {
        var size = (int)plan.ToLatents(plan.Tiles[0].Window).Volume;
        var weights = new float[plan.Tiles.Length * size];
        foreach (var tile in plan.Tiles)
        {
            var fusion = new Fusion(plan, tile.Id);
            Add(plan, tile, fusion, tile, 1, weights.AsSpan(tile.Id.Value * size, size));
            foreach (var neighbour in tile.Neighbours)
            {
                Add(plan, tile, fusion, plan[neighbour.Tile], 0, weights.AsSpan(neighbour.Tile.Value * size, size));
            }
        }

        return weights;
    }

    /// <summary>Enters what one tile's prediction counts in the core of another, or in its own.</summary>
    static void Add(TilePlan plan, Tile holder, Fusion fusion, Tile source, float own, Span<float> weights)
    {
        var window = plan.ToLatents(holder.Window);
        var fused = new float[window.Volume];
        var received = holder.Neighbours.Select(neighbour => Constant(neighbour.Received, neighbour.Tile == source.Id ? 1 : 0)).ToList();
        fusion.Fuse(1, Constant(window, own).Span, received, fused);
        var part = plan.ToLatents(holder.Core.Intersect(source.Window));
        if (!part.IsEmpty)
        {
            LatentBlock.Copy<float>(part, 1, fused, window, weights, plan.ToLatents(source.Window));
        }
    }

    static ReadOnlyMemory<float> Constant(Region region, float value)
    {
        var values = new float[region.Volume];
        Array.Fill(values, value);
        return values;
    }
}
