namespace Tessera.Tiling.Tests;

/// <summary>Runs the fusion of every tile of a plan in memory.</summary>
sealed class FusedPlan(TilePlan plan, int channels)
{
    public TilePlan Plan => plan;

    /// <summary>A prediction for every tile, [C, t, h, w] on its window, from a function of (tile, channel, time, row, column).</summary>
    public float[][] Predict(Func<TileId, int, int, int, int, float> value) =>
        [.. plan.Tiles.Select(tile => Values(tile, (c, t, y, x) => value(tile.Id, c, t, y, x)))];

    /// <summary>Different random predictions for every tile.</summary>
    public float[][] Random(int seed)
    {
        var random = new Random(seed);
        return Predict((_, _, _, _, _) => (float)((random.NextDouble() * 8) - 4));
    }

    /// <summary>One value for every channel and latent of the canvas.</summary>
    public T[,,,] Canvas<T>()
    {
        var size = plan.ToLatents(Region.Whole(plan.Canvas)).Size;
        return new T[channels, size.Time, size.Height, size.Width];
    }

    /// <summary>The fused prediction of every tile, exchanged by what neighbours list.</summary>
    public float[][] Fuse(float[][] predictions) => [.. plan.Tiles.Select(tile =>
    {
        var received = Received(tile, predictions);
        var fused = new float[predictions[tile.Id.Value].Length];
        new Fusion(plan, tile.Id).Fuse(channels, predictions[tile.Id.Value], received, fused);
        return fused;
    })];

    public ReadOnlyMemory<float>[] Received(Tile tile, float[][] predictions) => [.. tile.Neighbours.Select(neighbour =>
    {
        var block = new float[channels * neighbour.Received.Volume];
        var window = plan.ToLatents(plan[neighbour.Tile].Window);
        LatentBlock.Copy<float>(neighbour.Received, channels, predictions[neighbour.Tile.Value], window, block, neighbour.Received);
        return (ReadOnlyMemory<float>)block;
    })];

    /// <summary>Calls back for every value of every tile's window: (tile, its index in the buffer, channel, time, row, column).</summary>
    public void ForEach(Action<Tile, int, int, int, int, int> visit)
    {
        foreach (var tile in plan.Tiles)
        {
            var index = 0;
            Values(tile, (c, t, y, x) =>
            {
                visit(tile, index++, c, t, y, x);
                return 0;
            });
        }
    }

    /// <summary>The tile whose core holds a latent.</summary>
    public Tile Owner(int time, int y, int x) =>
        plan.Tiles.Single(tile => plan.ToLatents(tile.Core).Contains(time, y, x));

    /// <summary>The value a tile predicted for a latent of the canvas.</summary>
    public float At(float[][] predictions, Tile tile, int channel, int time, int y, int x)
    {
        var window = plan.ToLatents(tile.Window);
        var (t, row, column) = (time - window.Time, y - window.Y, x - window.X);
        return predictions[tile.Id.Value][(((((channel * window.Size.Time) + t) * window.Size.Height) + row) * window.Size.Width) + column];
    }

    float[] Values(Tile tile, Func<int, int, int, int, float> value)
    {
        var window = plan.ToLatents(tile.Window);
        var values = new float[channels * window.Volume];
        var index = 0;
        for (var c = 0; c < channels; c++)
        {
            for (var t = window.Time; t < window.TimeEnd; t++)
            {
                for (var y = window.Y; y < window.Bottom; y++)
                {
                    for (var x = window.X; x < window.Right; x++)
                    {
                        values[index++] = value(c, t, y, x);
                    }
                }
            }
        }

        return values;
    }
}
