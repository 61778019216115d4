using Tessera.Models.Inference;

namespace Tessera.Engine.Tests;

/// <summary>
/// A stand-in for a network with a receptive radius: each latent's velocity depends on the square of latents around it, not on where it
/// stands; what lies outside its window counts as nothing.
/// </summary>
/// <param name="channels">C.</param>
/// <param name="radius">Receptive radius, in latents.</param>
sealed class LocalToyDenoiser(int channels, int radius) : IDenoiser
{
    public void Evaluate(DenoiserInput input, Span<float> velocity)
    {
        var (height, width) = (input.Rows * 2, input.Columns * 2);
        var x = input.Latents.Span;
        for (var plane = 0; plane < input.Origins.Count * channels; plane++)
        {
            for (var i = 0; i < height * width; i++)
            {
                var (y, column) = Math.DivRem(i, width);
                var sum = 0f;
                for (var dy = -radius; dy <= radius; dy++)
                {
                    for (var dx = -radius; dx <= radius; dx++)
                    {
                        if (y + dy >= 0 && y + dy < height && column + dx >= 0 && column + dx < width)
                        {
                            sum += MathF.Tanh(x[(((plane * height) + y + dy) * width) + column + dx] * (1 + (0.1f * dx) + (0.2f * dy)));
                        }
                    }
                }

                velocity[(plane * height * width) + i] = (sum / ((2 * radius) + 1)) + (0.3f * input.Time) + input.Tags.Span[0];
            }
        }
    }

    public void Dispose()
    {
    }
}
