namespace TorchSharp.Interop;

/// <summary>One operation on each tensor of a list.</summary>
static partial class Ops
{
    internal static readonly Operator ForeachMul = new("_foreach_mul_", "Scalar");
    internal static readonly Operator ForeachAdd = new("_foreach_add_", "Scalar");
    internal static readonly Operator ForeachAddList = new("_foreach_add_", "List");
    internal static readonly Operator ForeachAddCMul = new("_foreach_addcmul_", "Scalar");
    internal static readonly Operator ForeachAddCDiv = new("_foreach_addcdiv_", "Scalar");
    internal static readonly Operator ForeachSqrt = new("_foreach_sqrt");
    internal static readonly Operator ForeachDiv = new("_foreach_div_", "Scalar");
    internal static readonly Operator ForeachZero = new("_foreach_zero_");
    internal static readonly Operator ForeachNorm = new("_foreach_norm", "Scalar");
}
