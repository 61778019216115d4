using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number as an operand of a tensor: an integer, a floating-point number or a boolean.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(ArgumentKind kind, long bits)
    {
        Kind = kind;
        Bits = bits;
    }

    /// <summary>The widest element type of its kind.</summary>
    public torch.ScalarType Type => Kind switch
    {
        ArgumentKind.Double => torch.ScalarType.Float64,
        ArgumentKind.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.Int64,
    };

    internal ArgumentKind Kind { get; }

    internal long Bits { get; }

    internal double AsDouble => Kind == ArgumentKind.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long AsInt64 => Kind == ArgumentKind.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    /// <summary>An integer operand.</summary>
    public static implicit operator Scalar(byte value) => new(ArgumentKind.Int, value);

    /// <summary>An integer operand.</summary>
    public static implicit operator Scalar(int value) => new(ArgumentKind.Int, value);

    /// <summary>An integer operand.</summary>
    public static implicit operator Scalar(long value) => new(ArgumentKind.Int, value);

    /// <summary>A floating-point operand.</summary>
    public static implicit operator Scalar(float value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A floating-point operand.</summary>
    public static implicit operator Scalar(double value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A boolean operand.</summary>
    public static implicit operator Scalar(bool value) => new(ArgumentKind.Bool, value ? 1 : 0);

    /// <summary>Does nothing: the number holds no native resource.</summary>
    public void Dispose()
    {
    }
}
