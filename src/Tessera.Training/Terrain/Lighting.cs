using System.Runtime.InteropServices;

namespace Tessera.Training.Terrain;

/// <summary>
/// Sun and sky. The land lies south of the equator: the sun goes from east over north to west, so that reliefs are lit from above as on maps
/// and never look inverted.
/// </summary>
/// <param name="X">Towards the sun, east.</param>
/// <param name="Y">Towards the sun, south.</param>
/// <param name="Z">Towards the sun, up.</param>
/// <param name="Sun">Light of the sun on a surface that faces it.</param>
/// <param name="Sky">Light from the whole sky.</param>
/// <param name="Haze">Colour of the air.</param>
/// <param name="Air">Share of the air in a pixel at sea level.</param>
/// <param name="Fog">Cover of fog in the valleys.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Lighting(float X, float Y, float Z, Tint Sun, Tint Sky, Tint Haze, float Air, float Fog)
{
    public static Lighting Of(ReadOnlySpan<float> weights)
    {
        Lighting sum = default;
        var total = 0f;
        for (var tag = Tag.Dawn; tag <= Tag.Mist; tag++)
        {
            var w = weights[(int)tag];
            var one = For(tag);
            sum = new(sum.X + (one.X * w), sum.Y + (one.Y * w), sum.Z + (one.Z * w),
                sum.Sun + (one.Sun * w), sum.Sky + (one.Sky * w), sum.Haze + (one.Haze * w), sum.Air + (one.Air * w), sum.Fog + (one.Fog * w));
            total += w;
        }

        var s = 1f / total;
        var length = MathF.Sqrt((sum.X * sum.X) + (sum.Y * sum.Y) + (sum.Z * sum.Z));
        return new(sum.X / length, sum.Y / length, sum.Z / length, sum.Sun * s, sum.Sky * s, sum.Haze * s, sum.Air * s, sum.Fog * s);
    }

    static Lighting For(Tag tag) => tag switch
    {
        Tag.Dawn => New(82, 17, new(2.5f, 1.35f, 0.72f), new(0.26f, 0.29f, 0.46f), 0xd9b0a4, 0.06f, 0.08f),
        Tag.Morning => New(55, 34, new(1.30f, 1.19f, 1.03f), new(0.21f, 0.26f, 0.35f), 0xc6d6e6, 0.05f, 0f),
        Tag.Noon => New(358, 66, new(0.84f, 0.83f, 0.80f), new(0.21f, 0.24f, 0.28f), 0xbcd2ea, 0.02f, 0f),
        Tag.Afternoon => New(312, 36, new(1.32f, 1.14f, 0.90f), new(0.20f, 0.24f, 0.31f), 0xd2d2cc, 0.04f, 0f),
        Tag.Dusk => New(276, 15, new(2.5f, 1.20f, 0.66f), new(0.25f, 0.23f, 0.38f), 0xc47a70, 0.06f, 0f),
        Tag.Overcast => New(320, 55, new(0.16f, 0.165f, 0.17f), new(0.52f, 0.55f, 0.58f), 0xb8bec4, 0.13f, 0f),
        Tag.Moonlight => New(40, 40, new(0.13f, 0.18f, 0.30f), new(0.028f, 0.040f, 0.085f), 0x101c38, 0.06f, 0f),
        _ => New(330, 42, new(0.72f, 0.70f, 0.66f), new(0.42f, 0.45f, 0.49f), 0xdde2e6, 0.16f, 0.72f),
    };

    static Lighting New(double azimuth, double elevation, Tint sun, Tint sky, uint haze, float air, float fog)
    {
        var (a, e) = (azimuth * Math.PI / 180, elevation * Math.PI / 180);
        return new((float)(Math.Sin(a) * Math.Cos(e)), (float)(-Math.Cos(a) * Math.Cos(e)), (float)Math.Sin(e), sun, sky, Tint.Hex(haze), air, fog);
    }
}
