using System.Runtime.InteropServices;

namespace Tessera.Tiling;

/// <summary>A half-open interval [Start, End) along one axis.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct Span1(int Start, int End)
{
    public int Length => End - Start;

    public bool IsEmpty => End <= Start;

    public Span1 Scale(int factor) => new(Start * factor, End * factor);

    public Span1 Dilate(int margin) => new(Start - margin, End + margin);

    public Span1 Clip(int length) => new(Math.Max(Start, 0), Math.Min(End, length));

    public Span1 Intersect(Span1 other) => new(Math.Max(Start, other.Start), Math.Min(End, other.End));

    public bool Contains(int position) => position >= Start && position < End;
}
