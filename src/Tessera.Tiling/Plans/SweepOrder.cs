using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Tessera.Tiling;

/// <summary>A way to sweep a grid: one order of the three axes, the two inner ones in either direction.</summary>
/// <remarks>A cut in the middle of a line of tiles leaves a step; which direction is swept decides whether both sides stay
/// connected.</remarks>
[StructLayout(LayoutKind.Auto)]
readonly record struct SweepOrder(int Outer, int Middle, int Inner, bool MiddleBack, bool InnerBack)
{
    static readonly (int Outer, int Middle, int Inner)[] s_axes = [(2, 1, 0), (1, 2, 0), (2, 0, 1), (1, 0, 2), (0, 1, 2), (0, 2, 1)];

    /// <summary>All sweeps of a grid that differ.</summary>
    public static ImmutableArray<SweepOrder> Of(Extent grid)
    {
        var orders = ImmutableArray.CreateBuilder<SweepOrder>();

        // A picture has one frame: with time innermost there are two orders, and nothing to sweep back along it.
        var axes = grid.Time == 1 ? s_axes.AsSpan(0, 2) : s_axes;
        foreach (var (outer, middle, inner) in axes)
        {
            orders.Add(new(outer, middle, inner, MiddleBack: false, InnerBack: false));
            orders.Add(new(outer, middle, inner, MiddleBack: true, InnerBack: false));
            if (grid.Time > 1)
            {
                orders.Add(new(outer, middle, inner, MiddleBack: false, InnerBack: true));
                orders.Add(new(outer, middle, inner, MiddleBack: true, InnerBack: true));
            }
        }

        return orders.ToImmutable();
    }

    /// <summary>When a place is visited: places come by ascending key.</summary>
    public long Key((int Time, int Row, int Column) place, Extent grid)
    {
        var middle = MiddleBack ? Size(Middle, grid) - 1 - At(Middle, place) : At(Middle, place);
        var inner = InnerBack ? Size(Inner, grid) - 1 - At(Inner, place) : At(Inner, place);
        return ((((long)At(Outer, place) * Size(Middle, grid)) + middle) * Size(Inner, grid)) + inner;
    }

    static int At(int axis, (int Time, int Row, int Column) place) => axis switch
    {
        0 => place.Time,
        1 => place.Row,
        _ => place.Column,
    };

    static int Size(int axis, Extent grid) => axis switch
    {
        0 => grid.Time,
        1 => grid.Height,
        _ => grid.Width,
    };
}
