using static Tessera.Training.Terrain.Noise;

namespace Tessera.Training.Terrain;

/// <summary>Snow by height, aspect, steepness and season, and the ice of glaciers.</summary>
sealed class SnowCover(ulong seed, LandParameters p)
{
    readonly Fractal _edge = new(Octave.Mix(seed + 1), 3000, 12, 0.62);
    readonly Fractal _crevasses = new(Octave.Mix(seed + 2), 900, 12, 0.6);

    public Rgb Paint(ref Site s, Rgb colour)
    {
        var edge = _edge.Sum(s.X, s.Y, s.Mpp);

        // South slopes keep their snow, lee hollows too; cliffs shed it.
        var above = s.Height - V(p.SnowLine) + (edge * V(260f)) + (s.SlopeY * V(-260f)) - (Step(0.5f, 1.1f, s.Slope) * V(750f));
        var snow = Step(-170f, 170f, above);
        if (p.SnowCover > 0f)
        {
            var blanket = Step(V(1.0f - (2.1f * p.SnowCover)), V(1.5f - (2.1f * p.SnowCover)), edge + (Step(0f, 1500f, s.Height) * V(0.8f)) - (Step(0.35f, 0.85f, s.Slope) * V(1.5f)));
            snow = snow + blanket - (snow * blanket);
        }

        // Crowns hide part of it: the brightness of the cover below shows through.
        var glacier = p.BiomeWeights[(int)Tag.Glacier];
        if (glacier > 0f)
        {
            var ice = Step(-0.2f, 0.3f, s.Shelter - V(0.35f) + (edge * V(0.2f)) + (s.Flat * V(0.5f))) * V(glacier);
            var cracks = _crevasses.Sum(s.X, s.Y, s.Mpp);
            colour = Rgb.Mix(colour, Rgb.Mix(Tint.Hex(0xb9d6e6), Tint.Hex(0xe9f3f8), Step(-0.5f, 0.5f, cracks)), ice);
        }

        var luminance = (colour.R + colour.G + colour.B) * V(1f / 3f);
        var holds = Mix(V(0.13f), V(0.94f), Step(0.05f, 0.15f, luminance));
        s.Bump = Mix(s.Bump, VF.One, snow * V(0.6f));
        return Rgb.Mix(colour, new Tint(0.90f, 0.93f, 0.98f), snow * holds);
    }
}
