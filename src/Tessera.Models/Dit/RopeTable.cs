namespace Tessera.Models.Dit;

/// <summary>
/// Rotary position embedding (Su et al. 2021) in two axes: the first half of a head's pairs turns with the row, the second with the
/// column, both in canvas tokens, so that windows of one canvas share one frame.
/// </summary>
public static class RopeTable
{
    /// <summary>Fills the tables of one window.</summary>
    /// <param name="config">Head width and frequencies.</param>
    /// <param name="originY">First row of the window, in canvas tokens.</param>
    /// <param name="originX">First column of the window, in canvas tokens.</param>
    /// <param name="height">Rows, in tokens.</param>
    /// <param name="width">Columns, in tokens.</param>
    /// <param name="cos">[height x width, head width / 2].</param>
    /// <param name="sin">The same shape.</param>
    public static void Fill(DitConfig config, int originY, int originX, int height, int width, Span<float> cos, Span<float> sin)
    {
        var pairs = config.HeadWidth / 2;
        var perAxis = pairs / 2;
        for (var i = 0; i < pairs; i++)
        {
            var vertical = i < perAxis;
            var (index, count) = vertical ? (i, perAxis) : (i - perAxis, pairs - perAxis);
            var frequency = Math.Pow(config.RopeTheta, -(double)index / count);
            for (var step = 0; step < (vertical ? height : width); step++)
            {
                var (s, c) = Math.SinCos(((vertical ? originY : originX) + step) * frequency);
                for (var across = 0; across < (vertical ? width : height); across++)
                {
                    var token = vertical ? (step * width) + across : (across * width) + step;
                    cos[(token * pairs) + i] = (float)c;
                    sin[(token * pairs) + i] = (float)s;
                }
            }
        }
    }
}
