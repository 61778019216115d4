namespace Tessera.Tiling.Tests;

/// <summary>A stand-in for a network that sees only so far: each output depends on the inputs within a radius, zero outside the window.</summary>
sealed class LocalNetwork(int radius)
{
    /// <summary>The prediction on a window of a canvas, single channel and frame.</summary>
    public float[] Predict(float[] state, Region canvas, Region window)
    {
        var output = new float[window.Volume];
        for (var y = window.Y; y < window.Bottom; y++)
        {
            for (var x = window.X; x < window.Right; x++)
            {
                var sum = 0f;
                for (var j = y - radius; j <= y + radius; j++)
                {
                    for (var i = x - radius; i <= x + radius; i++)
                    {
                        if (window.Contains(0, j, i))
                        {
                            sum += state[(j * canvas.Size.Width) + i] * (1f + (0.1f * ((3 * (j - y)) + i - x)));
                        }
                    }
                }

                output[((y - window.Y) * window.Size.Width) + x - window.X] = sum;
            }
        }

        return output;
    }
}
