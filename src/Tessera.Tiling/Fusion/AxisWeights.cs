namespace Tessera.Tiling;

/// <summary>The weight of each tile's prediction along one axis. A tile's weight at a latent is the product over the axes.</summary>
static class AxisWeights
{
    /// <summary>The weight of tile <paramref name="index"/> at a latent of the axis, 0 to 1; over all tiles the weights sum to 1.</summary>
    public static double At(AxisPlan axis, int index, int latent)
    {
        if (!axis.Support(index).Contains(latent))
        {
            return 0;
        }

        return axis.Request.Mode == CoherenceMode.Fuse ? 1.0 / Covering(axis, index, latent) : Blended(axis, index, latent);
    }

    /// <summary>How many windows cover a latent that window <paramref name="index"/> covers: neighbours in the list, so near it.</summary>
    static int Covering(AxisPlan axis, int index, int latent)
    {
        var reached = axis.Reached(index);
        var count = 0;
        for (var other = reached.Start; other < reached.End; other++)
        {
            count += axis.Support(other).Contains(latent) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Rises across the core's first edge and falls across its last; the edges of the canvas are no seams.</summary>
    static double Blended(AxisPlan axis, int index, int latent)
    {
        var core = axis.Core(index).Scale(axis.Request.Scale);
        var rise = index == 0 ? 1 : Step(latent, core.Start, axis.Request.Blend);
        var fall = index == axis.Count - 1 ? 0 : Step(latent, core.End, axis.Request.Blend);
        return rise * (1 - fall);
    }

    /// <summary>0 before the band around an edge, 1 behind it; taken at the centre of the latent.</summary>
    static double Step(int latent, int edge, int blend)
    {
        if (blend == 0)
        {
            return latent < edge ? 0 : 1;
        }

        return RaisedCosine.At((latent - edge + blend + 0.5) / (2 * blend));
    }
}
