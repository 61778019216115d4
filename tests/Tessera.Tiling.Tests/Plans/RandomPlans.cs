namespace Tessera.Tiling.Tests.Plans;

/// <summary>Many different plans from one seed, for properties that hold on all of them.</summary>
static class RandomPlans
{
    /// <summary>Plans of the asked mode that creation accepts; small, so that every latent can be looked at.</summary>
    public static IEnumerable<TilePlan> Of(CoherenceMode mode, int count, int seed = 1)
    {
        var random = new Random(seed);
        var made = 0;
        for (var attempt = 0; made < count; attempt++)
        {
            attempt.ShouldBeLessThan(100 * count, "random options are nearly always refused");
            if (TryCreate(Options(mode, random)) is { } plan)
            {
                made++;
                yield return plan;
            }
        }
    }

    public static TilePlan? TryCreate(TilePlanOptions options)
    {
        try
        {
            return TilePlan.Create(options);
        }
        catch (PlanException)
        {
            return null;
        }
    }

    static TilePlanOptions Options(CoherenceMode mode, Random random)
    {
        var halo = random.Next(1, 4);
        var patch = random.Next(1, 4);
        var canvas = new Extent(random.Next(4) == 0 ? random.Next(4, 12) : 1, random.Next(1, 40), random.Next(1, 40));
        return new()
        {
            Canvas = canvas,
            PatchSize = patch,
            Mode = mode,
            Halo = halo,
            Blend = random.Next(0, (halo * patch) + 1),
            NativeWindow = new(8, 16, 16),
            Grid = random.Next(2) == 0 ? null : new(Math.Min(canvas.Time, random.Next(1, 3)), random.Next(1, 6), random.Next(1, 6)),
            TileSize = random.Next(2) == 0 ? null : new(8, random.Next(5, 17), random.Next(5, 17)),
        };
    }
}
