namespace TorchSharp;

/// <summary>Conversions of scalars to .NET numbers; floating-point values are cut to integers.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>The value as a single.</summary>
    public static float ToSingle(this Scalar value) => (float)value.AsDouble;

    /// <summary>The value as a double.</summary>
    public static double ToDouble(this Scalar value) => value.AsDouble;

    /// <summary>The value as a 32-bit integer.</summary>
    public static int ToInt32(this Scalar value) => (int)value.AsInt64;

    /// <summary>The value as a 64-bit integer.</summary>
    public static long ToInt64(this Scalar value) => value.AsInt64;

    /// <summary>The value as a byte.</summary>
    public static byte ToByte(this Scalar value) => (byte)value.AsInt64;

    /// <summary>Whether the value is not zero.</summary>
    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
}
