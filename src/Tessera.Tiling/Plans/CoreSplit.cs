namespace Tessera.Tiling;

/// <summary>How an axis of whole tokens is cut into cores.</summary>
static class CoreSplit
{
    /// <summary>Where cores begin, and where the last one ends: sizes differ by at most one, the larger ones first (270 in 4 =
    /// 68+68+67+67).</summary>
    /// <param name="tokens">Length of the axis; at least <paramref name="cores"/>.</param>
    /// <param name="cores">How many; at least 1.</param>
    public static int[] Borders(int tokens, int cores)
    {
        var borders = new int[cores + 1];
        for (var i = 0; i < cores; i++)
        {
            borders[i + 1] = borders[i] + (tokens / cores) + (i < tokens % cores ? 1 : 0);
        }

        return borders;
    }
}
