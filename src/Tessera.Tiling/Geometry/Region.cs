using System.Runtime.InteropServices;

namespace Tessera.Tiling;

/// <summary>A half-open box of a canvas: [Time, Time + Size.Time) x [Y, Y + Size.Height) x [X, X + Size.Width).</summary>
/// <remarks>The unit is tokens unless the owner says latents; a canvas begins at (0, 0, 0).</remarks>
/// <param name="Time">First frame.</param>
/// <param name="Y">First row.</param>
/// <param name="X">First column.</param>
/// <param name="Size">How far it goes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Region(int Time, int Y, int X, Extent Size)
{
    /// <summary>The frame after the last one.</summary>
    public int TimeEnd => Time + Size.Time;

    /// <summary>The row after the last one.</summary>
    public int Bottom => Y + Size.Height;

    /// <summary>The column after the last one.</summary>
    public int Right => X + Size.Width;

    /// <summary>True when the box holds nothing.</summary>
    public bool IsEmpty => Size.IsEmpty;

    /// <summary>How many cells the box holds.</summary>
    public long Volume => Size.Volume;

    /// <summary>The box of a whole canvas.</summary>
    public static Region Whole(Extent canvas) => new(0, 0, 0, canvas);

    /// <summary>The box between two corners, the second one outside; empty (default) when they do not enclose anything.</summary>
    public static Region Between(int time, int y, int x, int timeEnd, int bottom, int right)
    {
        var size = new Extent(timeEnd - time, bottom - y, right - x);
        return size.IsEmpty ? default : new(time, y, x, size);
    }

    /// <summary>The cells in both boxes; the default region when there are none.</summary>
    public Region Intersect(Region other) => Between(
        Math.Max(Time, other.Time), Math.Max(Y, other.Y), Math.Max(X, other.X),
        Math.Min(TimeEnd, other.TimeEnd), Math.Min(Bottom, other.Bottom), Math.Min(Right, other.Right));

    /// <summary>True when every cell of <paramref name="other"/> is in this box; an empty box is in every box.</summary>
    public bool Contains(Region other) =>
        other.IsEmpty || (Time <= other.Time && Y <= other.Y && X <= other.X
            && TimeEnd >= other.TimeEnd && Bottom >= other.Bottom && Right >= other.Right);

    /// <summary>True when the cell is in this box.</summary>
    public bool Contains(int time, int y, int x) =>
        time >= Time && time < TimeEnd && y >= Y && y < Bottom && x >= X && x < Right;

    /// <summary>The box grown on both sides of every axis; may leave the canvas, so intersect with it where that matters.</summary>
    public Region Dilate(Extent margin) => new(
        Time - margin.Time, Y - margin.Height, X - margin.Width,
        new(Size.Time + (2 * margin.Time), Size.Height + (2 * margin.Height), Size.Width + (2 * margin.Width)));

    /// <summary>The box moved.</summary>
    public Region Offset(int time, int y, int x) => new(Time + time, Y + y, X + x, Size);

    /// <summary>The box in a finer unit, for example tokens in latents.</summary>
    public Region Scale(Extent factor) =>
        new(Time * factor.Time, Y * factor.Height, X * factor.Width, Size.Scale(factor));

    /// <inheritdoc/>
    public override string ToString() => Size.Time == 1 && Time == 0 ? $"{Size}+{X}+{Y}" : $"{Size}+{X}+{Y}+{Time}";
}
