namespace Tessera.Training.Terrain;

/// <summary>Planes of one block of a picture with a border of one pixel, from which slopes are taken.</summary>
sealed class Tile
{
    public const int Columns = 254;
    public const int Rows = 62;
    public const int Stride = 256;

    public readonly int[] X = new int[Stride + 16];
    public readonly int[] Y = new int[Rows + 2];
    public readonly float[] Height = new float[(Stride * (Rows + 2)) + 32];
    public readonly float[] Depth = new float[(Stride * (Rows + 2)) + 32];
    public readonly float[] River = new float[(Stride * (Rows + 2)) + 32];
    public readonly float[] Shelter = new float[(Stride * (Rows + 2)) + 32];

    public int Width { get; private set; }

    public int Lines { get; private set; }

    public float MetresPerPixel { get; private set; }

    /// <summary>Sets the rectangle; column and row 0 of the planes are the border west and north of it.</summary>
    public void Place(double x0, double y0, double metresPerPixel, int width, int lines)
    {
        (Width, Lines, MetresPerPixel) = (width, lines, (float)metresPerPixel);
        for (var i = 0; i < X.Length; i++)
        {
            X[i] = Fixed(x0 + ((i - 0.5) * metresPerPixel));
        }

        for (var i = 0; i < Y.Length; i++)
        {
            Y[i] = Fixed(y0 + ((i - 0.5) * metresPerPixel));
        }
    }

    /// <summary>Positions wrap around after 2^32 units, 268 thousand kilometres.</summary>
    static int Fixed(double metres) => unchecked((int)(long)Math.Round(metres * Octave.Unit));
}
