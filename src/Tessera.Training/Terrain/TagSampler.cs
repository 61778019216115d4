using static Tessera.Training.Terrain.Tag;

namespace Tessera.Training.Terrain;

/// <summary>Random prompts: each group is present or left open, and within a group all tags are equally likely.</summary>
static class TagSampler
{
    static readonly float[] Partial = [0.4f, 0.5f, 0.6f, 0.7f, 0.8f];

    public static float[] Sample(ulong seed)
    {
        var w = new float[TagTable.Count];
        var state = seed;
        Choose(w, ref state, Alpine, Glacier, 0.80, 0.22);
        Choose(w, ref state, Plain, Plateau, 0.55, 0.12);
        Choose(w, ref state, Sea, Seaice, 0.55, 0.15);
        Choose(w, ref state, Spring, Drought, 0.60, 0.08);
        Choose(w, ref state, Dawn, Mist, 0.75, 0.05);
        Choose(w, ref state, Village, Road, 0.15, 0.2);
        return w;
    }

    static void Choose(float[] w, ref ulong state, Tag first, Tag last, double present, double second)
    {
        var count = last - first + 1;
        if (Next(ref state) >= present)
        {
            return;
        }

        var a = (int)(Next(ref state) * count);
        w[(int)first + a] = Next(ref state) < 0.75 ? 1f : Partial[(int)(Next(ref state) * Partial.Length)];
        if (Next(ref state) < second)
        {
            var b = (a + 1 + (int)(Next(ref state) * (count - 1))) % count;
            w[(int)first + b] = Partial[(int)(Next(ref state) * Partial.Length)];
        }
    }

    static double Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        return (Octave.Mix(state) >> 11) * (1.0 / (1UL << 53));
    }
}
