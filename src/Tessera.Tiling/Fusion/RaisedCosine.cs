namespace Tessera.Tiling;

/// <summary>The weight that rises smoothly from 0 to 1 across a blend band.</summary>
/// <remarks>Computed from a polynomial in plain IEEE operations, because every holder of a latent must get the same bits, whatever its
/// mathematics library.</remarks>
static class RaisedCosine
{
    /// <summary>(1 - cos(pi u)) / 2 for u in [0, 1], held at 0 and 1 outside; <c>At(u) + At(1 - u)</c> is 1.</summary>
    public static double At(double u) => u switch
    {
        <= 0 => 0,
        >= 1 => 1,
        > 0.5 => 1 - At(1 - u),
        _ => SquaredSine(u * (Math.PI / 2)),
    };

    /// <summary>Taylor's series of the sine, squared; exact to the last bit or two up to pi/4.</summary>
    static double SquaredSine(double angle)
    {
        var square = angle * angle;
        var sine = 1.0;
        for (var k = 8; k >= 1; k--)
        {
            sine = 1 - (square * sine / (2 * k * ((2 * k) + 1)));
        }

        sine *= angle;
        return sine * sine;
    }
}
