namespace Tessera.Tiling;

/// <summary>CIE 1976 L*a*b* under D65 from sRGB (IEC 61966-2-1).</summary>
static class CieLab
{
    /// <summary>The colour of 8-bit components, which may be means and so lie between whole numbers.</summary>
    public static (double L, double A, double B) FromRgb(double red, double green, double blue)
    {
        var (r, g, b) = (Linear(red / 255), Linear(green / 255), Linear(blue / 255));
        var x = Root(((0.4124564 * r) + (0.3575761 * g) + (0.1804375 * b)) / 0.95047);
        var y = Root((0.2126729 * r) + (0.7151522 * g) + (0.0721750 * b));
        var z = Root(((0.0193339 * r) + (0.1191920 * g) + (0.9503041 * b)) / 1.08883);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    static double Linear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    static double Root(double value) => value > 216.0 / 24389 ? Math.Cbrt(value) : ((24389.0 / 27 * value) + 16) / 116;
}
