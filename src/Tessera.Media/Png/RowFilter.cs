using System.Numerics;
using System.Runtime.InteropServices;

namespace Tessera.Media.Png;

/// <summary>
/// The five PNG filters of a row of 8-bit RGB (PNG specification, section 9), vectorised over bytes, and the
/// specification's rule to choose among them: the least sum of absolute differences (section 12.7).
/// </summary>
sealed class RowFilter
{
    const int Pixel = PngFormat.RgbBytes;

    readonly byte[] _previous;
    readonly byte[] _current;
    byte[] _best;
    byte[] _trial;

    /// <param name="rowBytes">Bytes of a row: 3 times its pixels.</param>
    public RowFilter(int rowBytes)
    {
        // One pixel of zeros in front of both rows stands for what lies left of the picture.
        _previous = new byte[Pixel + rowBytes];
        _current = new byte[Pixel + rowBytes];
        _best = new byte[1 + rowBytes];
        _trial = new byte[1 + rowBytes];
    }

    /// <summary>The filter type followed by the filtered row; valid until the next call.</summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> row)
    {
        row.CopyTo(_current.AsSpan(Pixel));
        var left = _current.AsSpan(0, row.Length);
        var up = _previous.AsSpan(Pixel);
        var corner = _previous.AsSpan(0, row.Length);

        var least = uint.MaxValue;
        for (var type = PngFormat.FilterSub; type <= PngFormat.FilterPaeth; type++)
        {
            var output = _trial.AsSpan(1);
            var cost = type switch
            {
                PngFormat.FilterSub => Sub(row, left, output),
                PngFormat.FilterUp => Sub(row, up, output),
                PngFormat.FilterAverage => Average(row, left, up, output),
                _ => Paeth(row, left, up, corner, output),
            };
            if (cost < least)
            {
                least = cost;
                _trial[0] = type;
                (_best, _trial) = (_trial, _best);
            }
        }

        row.CopyTo(_previous.AsSpan(Pixel));
        return _best;
    }

    static uint Sub(ReadOnlySpan<byte> row, ReadOnlySpan<byte> other, Span<byte> output)
    {
        var sum = default(Cost);
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var residual = Load(row, i) - Load(other, i);
            residual.CopyTo(output[i..]);
            sum.Add(residual);
        }

        for (; i < row.Length; i++)
        {
            sum.Add(output[i] = (byte)(row[i] - other[i]));
        }

        return sum.Total;
    }

    static uint Average(ReadOnlySpan<byte> row, ReadOnlySpan<byte> left, ReadOnlySpan<byte> up, Span<byte> output)
    {
        var sum = default(Cost);
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var a = Load(left, i);
            var b = Load(up, i);
            var half = (a & b) + Vector.ShiftRightLogical(a ^ b, 1); // floor((a + b) / 2) without a ninth bit
            var residual = Load(row, i) - half;
            residual.CopyTo(output[i..]);
            sum.Add(residual);
        }

        for (; i < row.Length; i++)
        {
            sum.Add(output[i] = (byte)(row[i] - ((left[i] + up[i]) >> 1)));
        }

        return sum.Total;
    }

    static uint Paeth(ReadOnlySpan<byte> row, ReadOnlySpan<byte> left, ReadOnlySpan<byte> up, ReadOnlySpan<byte> corner, Span<byte> output)
    {
        var sum = default(Cost);
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var residual = Load(row, i) - Predict(Load(left, i), Load(up, i), Load(corner, i));
            residual.CopyTo(output[i..]);
            sum.Add(residual);
        }

        for (; i < row.Length; i++)
        {
            sum.Add(output[i] = (byte)(row[i] - RowUnfilter.Predict(left[i], up[i], corner[i])));
        }

        return sum.Total;
    }

    /// <summary>Paeth's predictor in bytes: p = a + b - c, so |p - a| = |b - c|, |p - b| = |a - c|, and |p - c| is their sum or difference.</summary>
    static Vector<byte> Predict(Vector<byte> a, Vector<byte> b, Vector<byte> c)
    {
        var toA = Vector.Max(b, c) - Vector.Min(b, c);
        var toB = Vector.Max(a, c) - Vector.Min(a, c);

        // Where b and a lie on the same side of c, |p - c| is the sum: at least both, so any upper bound decides alike.
        var opposite = Vector.Xor(Vector.GreaterThan(a, c), Vector.GreaterThan(b, c));
        var difference = Vector.Max(toA, toB) - Vector.Min(toA, toB);
        var toC = Vector.ConditionalSelect(opposite, difference, Vector<byte>.AllBitsSet);

        var takeA = Vector.LessThanOrEqual(toA, Vector.Min(toB, toC));
        var takeB = Vector.LessThanOrEqual(toB, toC);
        return Vector.ConditionalSelect(takeA, a, Vector.ConditionalSelect(takeB, b, c));
    }

    static Vector<byte> Load(ReadOnlySpan<byte> span, int at) => MemoryMarshal.Read<Vector<byte>>(span[at..]);

    /// <summary>The sum of residuals' magnitudes, a residual of 255 being -1.</summary>
    [StructLayout(LayoutKind.Auto)]
    struct Cost
    {
        Vector<uint> _lanes; // 65536 pixels of 3 bytes of at most 128 stay far below 2^32
        uint _rest;

        public readonly uint Total => Vector.Sum(_lanes) + _rest;

        public void Add(Vector<byte> residual)
        {
            var magnitude = Vector.Min(residual, Vector<byte>.Zero - residual);
            Vector.Widen(magnitude, out var low16, out var high16);
            Vector.Widen(low16 + high16, out var low32, out var high32);
            _lanes += low32 + high32;
        }

        public void Add(byte residual) => _rest += Math.Min(residual, (byte)-residual);
    }
}
