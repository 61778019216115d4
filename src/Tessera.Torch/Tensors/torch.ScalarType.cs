namespace TorchSharp;

public static partial class torch
{
    /// <summary>Element type: booleans, a byte each.</summary>
    public static readonly ScalarType @bool = ScalarType.Bool;

    /// <summary>Element type: unsigned 8-bit integers.</summary>
    public static readonly ScalarType uint8 = ScalarType.Byte;

    /// <summary>Element type: signed 8-bit integers.</summary>
    public static readonly ScalarType int8 = ScalarType.Int8;

    /// <summary>Element type: 16-bit integers.</summary>
    public static readonly ScalarType int16 = ScalarType.Int16;

    /// <summary>Element type: 32-bit integers.</summary>
    public static readonly ScalarType int32 = ScalarType.Int32;

    /// <summary>Element type: 64-bit integers.</summary>
    public static readonly ScalarType int64 = ScalarType.Int64;

    /// <summary>Element type: half precision.</summary>
    public static readonly ScalarType float16 = ScalarType.Float16;

    /// <summary>Element type: the upper half of a single.</summary>
    public static readonly ScalarType bfloat16 = ScalarType.BFloat16;

    /// <summary>Element type: single precision.</summary>
    public static readonly ScalarType float32 = ScalarType.Float32;

    /// <summary>Element type: double precision.</summary>
    public static readonly ScalarType float64 = ScalarType.Float64;

    /// <summary>Types of tensor elements, numbered as in libtorch.</summary>
    public enum ScalarType : sbyte
    {
        /// <summary>Unsigned 8-bit integers.</summary>
        Byte = 0,

        /// <summary>Signed 8-bit integers.</summary>
        Int8 = 1,

        /// <summary>16-bit integers.</summary>
        Int16 = 2,

        /// <summary>32-bit integers.</summary>
        Int32 = 3,

        /// <summary>64-bit integers.</summary>
        Int64 = 4,

        /// <summary>Half precision.</summary>
        Float16 = 5,

        /// <summary>Single precision.</summary>
        Float32 = 6,

        /// <summary>Double precision.</summary>
        Float64 = 7,

        /// <summary>Booleans, a byte each.</summary>
        Bool = 11,

        /// <summary>The upper half of a single.</summary>
        BFloat16 = 15,
    }

    /// <summary>Whether the elements are integers (booleans are).</summary>
    public static bool is_integral(ScalarType type) => !is_floating_point(type);

    /// <summary>Whether the elements are floating-point numbers.</summary>
    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    /// <summary>The element type floating-point factories use when none is given: float32.</summary>
    public static ScalarType get_default_dtype() => ScalarType.Float32;

    /// <summary>The element type that holds a .NET type.</summary>
    internal static ScalarType ToScalarType(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => ScalarType.Bool,
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        _ when type == typeof(Half) => ScalarType.Float16,
        _ => throw new NotSupportedException($"tensors cannot hold {type.FullName}"),
    };

    /// <summary>Bytes an element takes.</summary>
    internal static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Bool or ScalarType.Byte or ScalarType.Int8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        _ => 8,
    };
}
