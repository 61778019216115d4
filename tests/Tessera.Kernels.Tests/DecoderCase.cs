namespace Tessera.Kernels.Tests;

/// <summary>
/// A small network with everything a decoder has: residual blocks, shuffles, a noise plane at a finer scale, a factor,
/// a shuffled picture; as a <see cref="ConvNet"/> and in double precision. Picture pixels: 8 by 8 for each latent.
/// </summary>
sealed class DecoderCase
{
    public const int Channels = 5, Scale = 8, NoiseScale = 4;

    readonly ConvLayer _enter;
    readonly ConvLayer _block1;
    readonly ConvLayer _block2;
    readonly ConvLayer _up;
    readonly ConvLayer _mix;
    readonly ConvLayer _gain;
    readonly ConvLayer _leave;

    public DecoderCase(int seed)
    {
        var random = new Random(seed);
        _enter = Layer(random, 24, Channels, 3);
        _block1 = Layer(random, 24, 24, 3);
        _block2 = Layer(random, 24, 24, 3);
        _up = Layer(random, 16 * 18, 24, 1);
        _mix = Layer(random, 70, 19, 3);
        _gain = Layer(random, 1, 70, 1);
        _leave = Layer(random, 3 * 4, 71, 3);
    }

    public ConvNet Build()
    {
        var builder = new ConvNetBuilder();
        var (latents, noise) = (builder.Input(Channels), builder.Input(1, NoiseScale));
        var x = builder.Conv(_enter, latents);
        var h = builder.Conv(_block1, builder.Silu(x));
        x = builder.Conv(_block2, builder.Silu(h), residual: x);
        x = builder.Conv(_up, x, shuffle: 4);
        x = builder.Conv(_mix, x, concatenated: noise);
        var grain = builder.Conv(_gain, builder.Silu(x), factor: noise);
        builder.Conv(_leave, builder.Silu(x), concatenated: grain, shuffle: 2);
        return builder.Build();
    }

    /// <summary>The picture [3, 8 * rows, 8 * columns] from latents [5, rows, columns] and noise [4 * rows, 4 * columns].</summary>
    public double[] Reference(double[] latents, double[] noise, int rows, int columns)
    {
        var x = Apply(_enter, latents, rows, columns);
        var h = Apply(_block2, Silu(Apply(_block1, Silu(x), rows, columns)), rows, columns);
        x = [.. x.Zip(h, (a, b) => a + b)];
        x = Shuffle(Apply(_up, x, rows, columns), 4, rows, columns);
        x = Apply(_mix, [.. x, .. noise], 4 * rows, 4 * columns);
        x = Silu(x);
        var grain = Apply(_gain, x, 4 * rows, 4 * columns).Zip(noise, (gain, z) => gain * z);
        return Shuffle(Apply(_leave, [.. x, .. grain], 4 * rows, 4 * columns), 2, 4 * rows, 4 * columns);
    }

    static ConvLayer Layer(Random random, int outputs, int inputs, int kernel)
    {
        var scale = 2 / MathF.Sqrt(inputs * kernel * kernel);
        return new(outputs, kernel, Values(outputs * inputs * kernel * kernel, scale), Values(outputs, 0.2f));

        float[] Values(int count, float size) => [.. Enumerable.Range(0, count).Select(_ => size * ((2 * random.NextSingle()) - 1))];
    }

    static double[] Silu(double[] values) => [.. values.Select(value => value / (1 + Math.Exp(-value)))];

    static double[] Apply(ConvLayer layer, double[] input, int rows, int columns)
    {
        var (weights, bias) = (layer.Weights.ToArray(), layer.Bias.ToArray());
        int channels = input.Length / (rows * columns), kernel = layer.Kernel, reach = kernel / 2;
        var output = new double[layer.Outputs * rows * columns];
        for (var n = 0; n < layer.Outputs; n++)
        {
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                {
                    double sum = bias[n];
                    for (var tap = 0; tap < kernel * kernel; tap++)
                    {
                        int fromY = y + (tap / kernel) - reach, fromX = x + (tap % kernel) - reach;
                        if (fromY < 0 || fromY >= rows || fromX < 0 || fromX >= columns)
                        {
                            continue;
                        }

                        for (var c = 0; c < channels; c++)
                        {
                            sum += input[(((c * rows) + fromY) * columns) + fromX] * weights[(((n * channels) + c) * kernel * kernel) + tap];
                        }
                    }

                    output[(((n * rows) + y) * columns) + x] = sum;
                }
            }
        }

        return output;
    }

    // [C*r*r, rows, columns] -> [C, r*rows, r*columns]
    static double[] Shuffle(double[] input, int r, int rows, int columns)
    {
        var output = new double[input.Length];
        for (var i = 0; i < input.Length; i++)
        {
            int x = i % columns, y = i / columns % rows, n = i / columns / rows;
            int place = n % (r * r), channel = n / (r * r);
            output[(((channel * r * rows) + (y * r) + (place / r)) * r * columns) + (x * r) + (place % r)] = input[i];
        }

        return output;
    }
}
