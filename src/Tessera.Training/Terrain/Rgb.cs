using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tessera.Training.Terrain;

/// <summary>Linear-light colours of 16 pixels.</summary>
[StructLayout(LayoutKind.Auto)]
readonly struct Rgb(VF r, VF g, VF b)
{
    public readonly VF R = r, G = g, B = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb Of(Tint t) => new(Vector512.Create(t.R), Vector512.Create(t.G), Vector512.Create(t.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb Mix(Rgb a, Rgb b, VF t) => new(Noise.Mix(a.R, b.R, t), Noise.Mix(a.G, b.G, t), Noise.Mix(a.B, b.B, t));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb Mix(Rgb a, Tint b, VF t) => Mix(a, Of(b), t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb Mix(Tint a, Tint b, VF t) => Mix(Of(a), Of(b), t);

    /// <summary>a where the mask is set, else b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb Select(VF mask, Rgb a, Rgb b) =>
        new(Vector512.ConditionalSelect(mask, a.R, b.R), Vector512.ConditionalSelect(mask, a.G, b.G), Vector512.ConditionalSelect(mask, a.B, b.B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb operator *(Rgb a, VF s) => new(a.R * s, a.G * s, a.B * s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb operator *(Rgb a, Rgb b) => new(a.R * b.R, a.G * b.G, a.B * b.B);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb operator +(Rgb a, Rgb b) => new(a.R + b.R, a.G + b.G, a.B + b.B);
}
