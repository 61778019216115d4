using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tessera.Training.Terrain;

/// <summary>
/// Gradient noise (Perlin 2002, quintic fade) with analytic derivatives on integer lattices, 16 pixels at a time.
/// Only IEEE operations with one rounding each are used, so a lane's bits do not depend on the width of the machine's vectors.
/// </summary>
static class Noise
{
    static readonly VF DirectionX = Directions(Math.Cos);
    static readonly VF DirectionY = Directions(Math.Sin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF V(float x) => Vector512.Create(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Fma(VF a, VF b, VF c) => Vector512.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Mix(VF a, VF b, VF t) => Vector512.FusedMultiplyAdd(b - a, t, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Saturate(VF x) => Vector512.Min(Vector512.Max(x, VF.Zero), VF.One);

    /// <summary>0 below <paramref name="from"/>, 1 above <paramref name="to"/>, smooth between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Step(VF from, VF to, VF x)
    {
        var t = Saturate((x - from) / (to - from));
        return t * t * Fma(V(-2f), t, V(3f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Step(float from, float to, VF x) => StepScaled(x - V(from), 1f / (to - from));

    /// <summary>A full avalanche of a lattice point: 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VU Hash(VI x, VI y, uint seed)
    {
        var h = (x.AsUInt32() * Vector512.Create(0x9E3779B1u)) + (y.AsUInt32() * Vector512.Create(0x85EBCA77u)) + Vector512.Create(seed);
        h = (h ^ (h >>> 15)) * Vector512.Create(0x2C1B3C6Du);
        h = (h ^ (h >>> 12)) * Vector512.Create(0x297A2D39u);
        return h ^ (h >>> 15);
    }

    /// <summary>The upper 24 bits as a number in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Unit(VU hash) => Vector512.ConvertToSingle((hash >>> 8).AsInt32()) * V(1f / 16777216f);

    /// <summary>Turned lattice coordinates of a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Locate(in Octave o, VI x, VI y, out VI cellU, out VI cellV, out VF u, out VF v)
    {
        var a = Vector512.Create(o.A);
        var b = Vector512.Create(o.B);
        var tu = (x * a) - (y * b);
        var tv = (x * b) + (y * a);
        cellU = tu >> o.ShiftU;
        cellV = tv >> o.ShiftV;
        u = Vector512.ConvertToSingle(tu & Vector512.Create((1 << o.ShiftU) - 1)) * V(o.ScaleU);
        v = Vector512.ConvertToSingle(tv & Vector512.Create((1 << o.ShiftV) - 1)) * V(o.ScaleV);
    }

    /// <summary>Noise of about unit amplitude (standard deviation 0.38) at positions in 1/16 m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Value(in Octave o, VI x, VI y)
    {
        Locate(o, x, y, out var cu, out var cv, out var u, out var v);
        Corners(o.Seed, cu, cv, u, v, out var n00, out var n10, out var n01, out var n11, out _, out _, out _, out _, out _, out _, out _, out _);
        var su = Fade(u);
        var sv = Fade(v);
        var top = Mix(n00, n10, su);
        return Mix(top, Mix(n01, n11, su), sv) * V(1.5f);
    }

    /// <summary>Noise and its derivatives per lattice cell along the turned axes, brought back to the axes of the ground (per metre).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Value(in Octave o, VI x, VI y, out VF dx, out VF dy)
    {
        Locate(o, x, y, out var cu, out var cv, out var u, out var v);
        Corners(o.Seed, cu, cv, u, v, out var n00, out var n10, out var n01, out var n11,
            out var x00, out var y00, out var x10, out var y10, out var x01, out var y01, out var x11, out var y11);
        var su = Fade(u);
        var sv = Fade(v);
        var ru = u - VF.One;
        var rv = v - VF.One;
        var du = V(30f) * u * u * ru * ru;
        var dv = V(30f) * v * v * rv * rv;
        var top = Mix(n00, n10, su);
        var bottom = Mix(n01, n11, su);
        var gu = Fma(du, Mix(n10 - n00, n11 - n01, sv), Mix(Mix(x00, x10, su), Mix(x01, x11, su), sv));
        var gv = Fma(dv, bottom - top, Mix(Mix(y00, y10, su), Mix(y01, y11, su), sv));
        var scaleU = 1.5f * Octave.Unit * o.ScaleU;
        var scaleV = 1.5f * Octave.Unit * o.ScaleV;
        dx = Fma(gu, V(scaleU * o.A), gv * V(scaleV * o.B));
        dy = Fma(gv, V(scaleV * o.A), gu * V(-scaleU * o.B));
        return Mix(top, bottom, sv) * V(1.5f);
    }

    /// <summary>Perlin's quintic from 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VF Fade(VF t) => t * t * t * Fma(t, Fma(t, V(6f), V(-15f)), V(10f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static VF StepScaled(VF x, float scale)
    {
        var t = Saturate(x * V(scale));
        return t * t * Fma(V(-2f), t, V(3f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Corners(uint seed, VI cu, VI cv, VF u, VF v, out VF n00, out VF n10, out VF n01, out VF n11,
        out VF x00, out VF y00, out VF x10, out VF y10, out VF x01, out VF y01, out VF x11, out VF y11)
    {
        const uint P = 0x9E3779B1u, Q = 0x85EBCA77u;
        var u0 = (cu.AsUInt32() * Vector512.Create(P)) + Vector512.Create(seed);
        var u1 = u0 + Vector512.Create(P);
        var v0 = cv.AsUInt32() * Vector512.Create(Q);
        var v1 = v0 + Vector512.Create(Q);
        var ru = u - VF.One;
        var rv = v - VF.One;
        Direction(u0 + v0, out x00, out y00);
        Direction(u1 + v0, out x10, out y10);
        Direction(u0 + v1, out x01, out y01);
        Direction(u1 + v1, out x11, out y11);
        n00 = Fma(x00, u, y00 * v);
        n10 = Fma(x10, ru, y10 * v);
        n01 = Fma(x01, u, y01 * rv);
        n11 = Fma(x11, ru, y11 * rv);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Direction(VU h, out VF x, out VF y)
    {
        h = (h ^ (h >>> 15)) * Vector512.Create(0x2C1B3C6Du);
        var index = (h >>> 28).AsInt32();
        x = Vector512.ShuffleNative(DirectionX, index);
        y = Vector512.ShuffleNative(DirectionY, index);
    }

    /// <summary>The cosine and sine of one of 16 directions chosen by the upper bits of a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Heading(VU hash, out VF cos, out VF sin)
    {
        var index = (hash >>> 28).AsInt32();
        cos = Vector512.ShuffleNative(DirectionX, index);
        sin = Vector512.ShuffleNative(DirectionY, index);
    }

    static VF Directions(Func<double, double> f)
    {
        Span<float> values = stackalloc float[16];
        for (var i = 0; i < 16; i++)
        {
            values[i] = (float)f((i + 0.37) * Math.Tau / 16);
        }

        return Vector512.Create<float>(values);
    }
}
