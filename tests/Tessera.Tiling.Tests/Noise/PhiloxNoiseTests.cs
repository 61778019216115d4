namespace Tessera.Tiling.Tests.Noise;

public sealed class PhiloxNoiseTests
{
    const int Side = 512;
    const int Channels = 16;

    static readonly Lazy<float[]> s_sample = new(() => Fill(11, new(0, 0, 0, new(1, Side, Side)), Channels));

    [Fact]
    public void Moments_are_those_of_a_standard_normal()
    {
        var n = (double)s_sample.Value.Length;

        Moment(1).ShouldBe(0, 4 / Math.Sqrt(n));
        Moment(2).ShouldBe(1, 4 * Math.Sqrt(2 / n));
        Moment(3).ShouldBe(0, 4 * Math.Sqrt(15 / n));
        Moment(4).ShouldBe(3, 4 * Math.Sqrt(96 / n));
    }

    [Fact]
    public void The_distribution_passes_Kolmogorov_and_Smirnov()
    {
        var sorted = s_sample.Value[..400_000];
        Array.Sort(sorted);
        var worst = 0.0;
        for (var i = 0; i < sorted.Length; i += 10)
        {
            worst = Math.Max(worst, Math.Abs(NormalDistribution.Below(sorted[i]) - ((i + 0.5) / sorted.Length)));
        }

        // Exceeded by one sample in a hundred.
        worst.ShouldBeLessThan(1.63 / Math.Sqrt(sorted.Length));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(4.5)]
    public void Tails_are_as_heavy_as_they_should_be(double z)
    {
        var expected = s_sample.Value.Length * NormalDistribution.Above(z);

        ((double)s_sample.Value.Count(value => value > z)).ShouldBe(expected, 4 * Math.Sqrt(expected));
        ((double)s_sample.Value.Count(value => value < -z)).ShouldBe(expected, 4 * Math.Sqrt(expected));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(Side)]
    [InlineData(Side + 1)]
    [InlineData(Side * Side)]
    [InlineData(Side * Side * 2)]
    [InlineData(Side * Side * 4)]
    public void Neighbours_in_column_row_and_channel_are_not_correlated(int distance)
    {
        var sample = s_sample.Value;
        var pairs = sample.Length - distance;

        Correlation(sample.AsSpan(0, pairs), sample.AsSpan(distance)).ShouldBe(0, 4 / Math.Sqrt(pairs));
        CorrelationOfSquares(sample.AsSpan(0, pairs), sample.AsSpan(distance)).ShouldBe(0, 4 / Math.Sqrt(pairs));
    }

    [Fact]
    public void Seeds_streams_steps_and_frames_are_not_correlated()
    {
        var region = new Region(0, 0, 0, new(1, 128, 128));
        var reference = Fill(11, region, Channels);
        float[][] others =
        [
            Fill(12, region, Channels),
            Fill(11UL + (1UL << 32), region, Channels),
            Fill(11, region, Channels, NoiseStream.Decoder),
            Fill(11, region, Channels, step: 1),
            Fill(11, region.Offset(1, 0, 0), Channels),
        ];

        foreach (var other in others)
        {
            Correlation(reference, other).ShouldBe(0, 4 / Math.Sqrt(reference.Length));
        }
    }

    [Fact]
    public void A_region_has_the_bits_of_the_same_place_in_a_larger_one()
    {
        var whole = new Region(3, 40, 70, new(2, 19, 53));
        var reference = Fill(5, whole, 7);
        var random = new Random(2);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var size = new Extent(random.Next(1, 3), random.Next(1, 20), random.Next(1, 54));
            var part = new Region(
                3 + random.Next(0, 3 - size.Time), 40 + random.Next(0, 20 - size.Height), 70 + random.Next(0, 54 - size.Width), size);
            var channels = random.Next(1, 8);

            Fill(5, part, channels).ShouldBe(Cut(reference, whole, part, channels));
        }
    }

    [Fact]
    public void Filling_has_the_bits_of_the_scalar_definition()
    {
        var region = new Region(1, 1000, 4093, new(1, 3, 21));
        var values = Fill(ulong.MaxValue - 5, region, 6, NoiseStream.Decoder, step: 19);
        var index = 0;
        for (var channel = 0; channel < 6; channel++)
        {
            for (var y = 0; y < 3; y++)
            {
                for (var x = 0; x < 21; x++)
                {
                    var value = PhiloxNoise.At(ulong.MaxValue - 5, NoiseStream.Decoder, 19, channel, 1, 1000 + y, 4093 + x);
                    BitConverter.SingleToInt32Bits(values[index++]).ShouldBe(BitConverter.SingleToInt32Bits(value));
                }
            }
        }
    }

    [Fact]
    public void The_bits_are_the_same_on_every_machine_for_ever()
    {
        var values = Fill(20_240_601, new(0, 17, 4_000, new(1, 32, 45)), Channels);
        var digest = 0u;
        foreach (var value in values)
        {
            digest = System.Numerics.BitOperations.Crc32C(digest, BitConverter.SingleToUInt32Bits(value));
        }

        digest.ShouldBe(2815792011u);
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        var buffer = new float[1];
        Should.Throw<ArgumentException>(() => PhiloxNoise.Fill(1, NoiseStream.Latent, 0, new(0, 0, 0, new(1, 1, 2)), 1, buffer));
        Should.Throw<ArgumentOutOfRangeException>(() => PhiloxNoise.At(1, NoiseStream.Latent, -1, 0, 0, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => PhiloxNoise.At(1, NoiseStream.Latent, PhiloxNoise.StepLimit, 0, 0, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => PhiloxNoise.At(1, NoiseStream.Latent, 0, -1, 0, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => PhiloxNoise.At(1, NoiseStream.Latent, 0, PhiloxNoise.ChannelLimit, 0, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => PhiloxNoise.At(1, NoiseStream.Latent, 0, 0, PhiloxNoise.TimeLimit, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => PhiloxNoise.At(1, NoiseStream.Latent, 0, 0, 0, -1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => PhiloxNoise.At(1, NoiseStream.Latent, 0, 0, 0, 0, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => PhiloxNoise.At(1, (NoiseStream)256, 0, 0, 0, 0, 0));
    }

    static float[] Fill(ulong seed, Region region, int channels, NoiseStream stream = NoiseStream.Latent, int step = 0)
    {
        var values = new float[region.Volume * channels];
        PhiloxNoise.Fill(seed, stream, step, region, channels, values);
        return values;
    }

    static float[] Cut(float[] whole, Region region, Region part, int channels)
    {
        var values = new List<float>();
        for (var channel = 0; channel < channels; channel++)
        {
            for (var t = part.Time; t < part.TimeEnd; t++)
            {
                for (var y = part.Y; y < part.Bottom; y++)
                {
                    var line = (((channel * region.Size.Time) + t - region.Time) * region.Size.Height) + y - region.Y;
                    values.AddRange(whole.AsSpan((line * region.Size.Width) + part.X - region.X, part.Size.Width));
                }
            }
        }

        return [.. values];
    }

    static double Moment(int power) => s_sample.Value.Average(value =>
    {
        var product = 1.0;
        for (var i = 0; i < power; i++)
        {
            product *= value;
        }

        return product;
    });

    static double Correlation(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum / left.Length;
    }

    static double CorrelationOfSquares(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += ((left[i] * (double)left[i]) - 1) * ((right[i] * (double)right[i]) - 1) / 2;
        }

        return sum / left.Length;
    }
}
