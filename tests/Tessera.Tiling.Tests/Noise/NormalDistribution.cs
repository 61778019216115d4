namespace Tessera.Tiling.Tests.Noise;

/// <summary>The standard normal distribution to about 1e-13.</summary>
static class NormalDistribution
{
    /// <summary>The probability of a value below <paramref name="z"/>.</summary>
    public static double Below(double z) => z < 0 ? Above(-z) : 1 - Above(z);

    /// <summary>The probability of a value above <paramref name="z"/> >= 0.</summary>
    public static double Above(double z)
    {
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z > 3)
        {
            // Laplace's continued fraction.
            var fraction = 0.0;
            for (var k = 60; k >= 1; k--)
            {
                fraction = k / (z + fraction);
            }

            return density / (z + fraction);
        }

        // Maclaurin's series of the integral from 0.
        var (term, sum) = (z, z);
        for (var k = 1; k < 80; k++)
        {
            term *= z * z / ((2 * k) + 1);
            sum += term;
        }

        return 0.5 - (density * sum);
    }
}
