using Tessera.Tiling.Tests.Plans;

namespace Tessera.Tiling.Tests;

public sealed class FusionTests
{
    const int Channels = 3;

    public static TheoryData<CoherenceMode> Modes => [CoherenceMode.Isolated, CoherenceMode.Halo, CoherenceMode.Fuse];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Holders_of_a_latent_get_the_same_bits(CoherenceMode mode)
    {
        foreach (var plan in Plans(mode, 12))
        {
            var fused = plan.Fuse(plan.Random(1));
            var known = plan.Canvas<int?>();
            var (shared, different) = (0, 0);
            plan.ForEach((tile, index, c, t, y, x) =>
            {
                var bits = BitConverter.SingleToInt32Bits(fused[tile.Id.Value][index]);
                ref var first = ref known[c, t, y, x];
                shared += first is null ? 0 : 1;
                different += (first ??= bits) == bits ? 0 : 1;
            });

            // Isolated tiles share nothing but what their windows happen to overlap, and disagree there.
            different.ShouldBe(mode == CoherenceMode.Isolated ? shared : 0);
            (mode == CoherenceMode.Isolated || plan.Plan.Tiles.Length == 1 || shared > 0).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_constant_stays_exactly_that_constant(CoherenceMode mode)
    {
        foreach (var plan in Plans(mode, 10))
        {
            plan.Fuse(plan.Predict((_, _, _, _, _) => 0.3f)).SelectMany(values => values).Count(value => value != 0.3f).ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(CoherenceMode.Halo)]
    [InlineData(CoherenceMode.Fuse)]
    public void Weights_are_positive_and_sum_to_one(CoherenceMode mode)
    {
        foreach (var plan in Plans(mode, 8).Where(plan => plan.Plan.Tiles.Length <= 12))
        {
            var sums = plan.Plan.Tiles.Select(tile => new double[plan.Plan.ToLatents(tile.Window).Volume * Channels]).ToArray();
            foreach (var one in plan.Plan.Tiles)
            {
                var weights = plan.Fuse(plan.Predict((tile, _, _, _, _) => tile == one.Id ? 1 : 0));
                weights.SelectMany(values => values).Count(weight => weight is < 0 or > 1).ShouldBe(0);
                plan.ForEach((tile, index, _, _, _, _) => sums[tile.Id.Value][index] += weights[tile.Id.Value][index]);
            }

            sums.SelectMany(values => values).Max(sum => Math.Abs(sum - 1)).ShouldBeLessThan(1e-6);
        }
    }

    [Fact]
    public void Fuse_is_MultiDiffusion_on_one_device()
    {
        foreach (var plan in Plans(CoherenceMode.Fuse, 12))
        {
            var predictions = plan.Random(2);
            WorstError(plan, plan.Fuse(predictions), (c, t, y, x) => plan.Plan.Tiles
                .Where(tile => plan.Plan.ToLatents(tile.Window).Contains(t, y, x))
                .Average(tile => (double)plan.At(predictions, tile, c, t, y, x))).ShouldBeLessThan(1e-6 * 4);
        }
    }

    [Fact]
    public void Halo_is_a_sum_weighted_by_raised_cosines()
    {
        foreach (var plan in Plans(CoherenceMode.Halo, 12))
        {
            var predictions = plan.Random(3);
            WorstError(plan, plan.Fuse(predictions), (c, t, y, x) => plan.Plan.Tiles.Sum(tile =>
            {
                var weight = Reference(plan.Plan, tile, t, y, x);
                return weight == 0 ? 0 : weight * plan.At(predictions, tile, c, t, y, x);
            })).ShouldBeLessThan(1e-6 * 4);
        }
    }

    [Fact]
    public void Where_no_other_tile_has_weight_the_owner_is_exact()
    {
        foreach (var plan in Plans(CoherenceMode.Halo, 8))
        {
            var predictions = plan.Random(4);
            var fused = plan.Fuse(predictions);
            var (alone, different) = (0, 0);
            plan.ForEach((tile, index, c, t, y, x) =>
            {
                var owner = plan.Owner(t, y, x);
                if (Reference(plan.Plan, owner, t, y, x) == 1)
                {
                    alone++;
                    different += fused[tile.Id.Value][index] == plan.At(predictions, owner, c, t, y, x) ? 0 : 1;
                }
            });

            alone.ShouldBeGreaterThan(0);
            different.ShouldBe(0);
        }
    }

    [Fact]
    public void Weights_of_a_blend_of_two_latents_are_these()
    {
        // Two cores of 4 tokens of 1 latent, windows of 8; the edge between them is at 4, the band from 2 to 6.
        var plan = new FusedPlan(TilePlan.Create(new() { Canvas = new(1, 1, 8), PatchSize = 1, Grid = new(1, 1, 2), Halo = 2, Blend = 2 }), 1);

        var second = plan.Fuse(plan.Predict((tile, _, _, _, _) => tile.Value))[0];

        second.ShouldBe([0, 0, 0.03806023f, 0.30865828f, 0.69134172f, 0.96193977f, 1, 1], 1e-7);
    }

    [Fact]
    public void Weights_of_MultiDiffusion_are_shared_equally()
    {
        var plan = new FusedPlan(
            TilePlan.Create(new() { Canvas = new(1, 8, 8), PatchSize = 1, Grid = new(1, 2, 2), Halo = 1, Mode = CoherenceMode.Fuse }), 1);

        var last = plan.Fuse(plan.Predict((tile, _, _, _, _) => tile.Value == 3 ? 1 : 0))[3];

        // The last window has 6 x 6 latents; of its rows and columns the first 4 are shared with the window beside.
        float[] inside = [0.25f, 0.25f, 0.25f, 0.25f, 0.5f, 0.5f];
        float[] end = [0.5f, 0.5f, 0.5f, 0.5f, 1, 1];
        last.ShouldBe([.. inside, .. inside, .. inside, .. inside, .. end, .. end]);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    public void A_local_network_in_halo_is_one_device_to_the_bit(int radius, int blend)
    {
        // A halo of 3 tokens of 2 latents reaches as far as the network and the blend together.
        var plan = new FusedPlan(
            TilePlan.Create(new() { Canvas = new(1, 27, 32), NativeWindow = new(1, 17, 17), Grid = new(1, 3, 3), Halo = 3, Blend = blend }), 1);
        var canvas = Region.Whole(new(1, 54, 64));
        var state = new float[54 * 64];
        PhiloxNoise.Fill(1, NoiseStream.Latent, 0, canvas, 1, state);
        var whole = new LocalNetwork(radius).Predict(state, canvas, canvas);

        var predictions = plan.Plan.Tiles
            .Select(tile => new LocalNetwork(radius).Predict(state, canvas, plan.Plan.ToLatents(tile.Window))).ToArray();
        var fused = plan.Fuse(predictions);

        var different = 0;
        plan.ForEach((tile, index, _, _, y, x) => different += fused[tile.Id.Value][index] == whole[(y * 64) + x] ? 0 : 1);
        different.ShouldBe(0);
    }

    [Fact]
    public void A_halo_shorter_than_the_network_reaches_is_not_one_device()
    {
        var plan = new FusedPlan(TilePlan.Create(new() { Canvas = new(1, 27, 32), Grid = new(1, 3, 3), Halo = 1, Blend = 2 }), 1);
        var canvas = Region.Whole(new(1, 54, 64));
        var state = new float[54 * 64];
        PhiloxNoise.Fill(1, NoiseStream.Latent, 0, canvas, 1, state);
        var whole = new LocalNetwork(3).Predict(state, canvas, canvas);

        var predictions = plan.Plan.Tiles
            .Select(tile => new LocalNetwork(3).Predict(state, canvas, plan.Plan.ToLatents(tile.Window))).ToArray();

        WorstError(plan, plan.Fuse(predictions), (_, _, y, x) => whole[(y * 64) + x]).ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void Fusing_allocates_nothing()
    {
        var plan = new FusedPlan(TilePlan.Create(new() { Canvas = new(1, 40, 40) }), Channels);
        var predictions = plan.Random(6);
        var tile = plan.Plan.Tiles[5];
        var fusion = new Fusion(plan.Plan, tile.Id);
        var received = plan.Received(tile, predictions);
        var fused = new float[predictions[5].Length];
        fusion.Fuse(Channels, predictions[5], received, fused);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            fusion.Fuse(Channels, predictions[5], received, fused);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Wrong_buffers_are_refused()
    {
        var plan = new FusedPlan(TilePlan.Create(new() { Canvas = new(1, 1, 20) }), 1);
        var predictions = plan.Random(7);
        var fusion = new Fusion(plan.Plan, new(0));
        var received = plan.Received(plan.Plan.Tiles[0], predictions);
        var fused = new float[predictions[0].Length];

        Should.Throw<ArgumentException>(() => fusion.Fuse(1, predictions[0].AsSpan(1), received, fused)).ParamName.ShouldBe("own");
        Should.Throw<ArgumentException>(() => fusion.Fuse(1, predictions[0], received, fused.AsSpan(1))).ParamName.ShouldBe("fused");
        Should.Throw<ArgumentException>(() => fusion.Fuse(1, predictions[0], received, predictions[0])).ParamName.ShouldBe("fused");
        Should.Throw<ArgumentException>(() => fusion.Fuse(1, predictions[0], [], fused)).ParamName.ShouldBe("received");
        Should.Throw<ArgumentException>(() => fusion.Fuse(1, predictions[0], [received[0][1..]], fused)).ParamName.ShouldBe("received");
        Should.Throw<ArgumentException>(() => fusion.Fuse(0, predictions[0], received, fused));
    }

    static IEnumerable<FusedPlan> Plans(CoherenceMode mode, int count) =>
        RandomPlans.Of(mode, 20 * count, seed: 9)
            .Where(plan => plan.ToLatents(Region.Whole(plan.Canvas)).Volume < 3000)
            .Take(count)
            .Append(TilePlan.Create(new()
            {
                Canvas = new(7, 9, 8), PatchSize = 2, Mode = mode, Grid = new(2, 3, 2), NativeWindow = new(8, 16, 16), Halo = 1, Blend = 1,
            }))
            .Select(plan => new FusedPlan(plan, Channels));

    static double WorstError(FusedPlan plan, float[][] fused, Func<int, int, int, int, double> expected)
    {
        var known = plan.Canvas<double?>();
        var worst = 0.0;
        plan.ForEach((tile, index, c, t, y, x) =>
        {
            var value = known[c, t, y, x] ??= expected(c, t, y, x);
            worst = Math.Max(worst, Math.Abs(fused[tile.Id.Value][index] - value));
        });
        return worst;
    }

    /// <summary>The weight of a tile in double precision, straight from the definition.</summary>
    static double Reference(TilePlan plan, Tile tile, int time, int y, int x)
    {
        var core = plan.ToLatents(tile.Core);
        var canvas = plan.ToLatents(Region.Whole(plan.Canvas));
        return Axis(core.Time, core.TimeEnd, canvas.TimeEnd, time)
            * Axis(core.Y, core.Bottom, canvas.Bottom, y)
            * Axis(core.X, core.Right, canvas.Right, x);

        double Axis(int start, int end, int length, int at)
        {
            var rise = start == 0 ? 1 : Step(at + 0.5 - start);
            var fall = end == length ? 0 : Step(at + 0.5 - end);
            return rise - fall;
        }

        double Step(double distance)
        {
            if (Math.Abs(distance) >= plan.Blend)
            {
                return distance < 0 ? 0 : 1;
            }

            return (1 - Math.Cos(Math.PI * (distance + plan.Blend) / (2 * plan.Blend))) / 2;
        }
    }
}
