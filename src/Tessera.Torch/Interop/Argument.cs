using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What an argument or a result holds; numbered as in the native library.</summary>
enum ArgumentKind
{
    None,
    Default,
    Tensor,
    Int,
    Double,
    Bool,
    Ints,
    Doubles,
    Tensors,
    Device,
    String,
}

/// <summary>One argument as the native library reads it: a value, or the address of <see cref="Count"/> items.</summary>
[StructLayout(LayoutKind.Sequential)]
struct NativeArgument
{
    internal ArgumentKind Kind;
    internal int Count;
    internal long Bits;
}

/// <summary>One value an operator returned.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly struct NativeResult
{
    internal readonly long Kind;
    internal readonly long Bits;
}

/// <summary>One argument of an operator. Missing optional values convert to "none"; <see cref="Default"/> takes the schema's default.</summary>
readonly struct Argument
{
    Argument(ArgumentKind kind, long bits = 0, object? reference = null)
    {
        Kind = kind;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>The default the operator's schema gives this argument.</summary>
    internal static Argument Default => new(ArgumentKind.Default);

    internal ArgumentKind Kind { get; }

    internal long Bits { get; }

    internal object? Reference { get; }

    public static implicit operator Argument(torch.Tensor? tensor) =>
        tensor is null ? default : new(ArgumentKind.Tensor, tensor.Handle, tensor);

    public static implicit operator Argument(Scalar? scalar) => scalar is null ? default : new(scalar.Kind, scalar.Bits);

    public static implicit operator Argument(long value) => new(ArgumentKind.Int, value);

    public static implicit operator Argument(long? value) => value is null ? default : new(ArgumentKind.Int, value.Value);

    public static implicit operator Argument(double value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(double? value) => value is null ? default : (Argument)value.Value;

    public static implicit operator Argument(bool value) => new(ArgumentKind.Bool, value ? 1 : 0);

    public static implicit operator Argument(torch.ScalarType? type) => type is null ? default : new(ArgumentKind.Int, (long)type.Value);

    public static implicit operator Argument(torch.Device? device) => device is null ? default : new(ArgumentKind.Device, 0, device.Utf8);

    public static implicit operator Argument(string? text) =>
        text is null ? default : new(ArgumentKind.String, 0, System.Text.Encoding.UTF8.GetBytes(text));

    public static implicit operator Argument(long[]? values) => values is null ? default : new(ArgumentKind.Ints, 0, values);

    public static implicit operator Argument(ReadOnlySpan<long> values) => new(ArgumentKind.Ints, 0, values.ToArray());

    public static implicit operator Argument(double[]? values) => values is null ? default : new(ArgumentKind.Doubles, 0, values);

    public static implicit operator Argument(torch.Tensor[] tensors) => new(ArgumentKind.Tensors, 0, tensors);
}
