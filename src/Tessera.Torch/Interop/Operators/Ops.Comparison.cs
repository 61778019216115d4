namespace TorchSharp.Interop;

/// <summary>Comparisons and orders.</summary>
static partial class Ops
{
    internal static readonly Operator Eq = new("eq", "Tensor");
    internal static readonly Operator EqScalar = new("eq", "Scalar");
    internal static readonly Operator Ne = new("ne", "Tensor");
    internal static readonly Operator NeScalar = new("ne", "Scalar");
    internal static readonly Operator Lt = new("lt", "Tensor");
    internal static readonly Operator LtScalar = new("lt", "Scalar");
    internal static readonly Operator Le = new("le", "Tensor");
    internal static readonly Operator LeScalar = new("le", "Scalar");
    internal static readonly Operator Gt = new("gt", "Tensor");
    internal static readonly Operator GtScalar = new("gt", "Scalar");
    internal static readonly Operator Ge = new("ge", "Tensor");
    internal static readonly Operator GeScalar = new("ge", "Scalar");
    internal static readonly Operator Maximum = new("maximum");
    internal static readonly Operator Minimum = new("minimum");
    internal static readonly Operator LogicalAnd = new("logical_and");
    internal static readonly Operator LogicalOr = new("logical_or");
    internal static readonly Operator LogicalNot = new("logical_not");
    internal static readonly Operator AllClose = new("allclose");
    internal static readonly Operator Sort = new("sort", "stable");
    internal static readonly Operator TopK = new("topk");
    internal static readonly Operator ArgMax = new("argmax");
    internal static readonly Operator ArgMin = new("argmin");
    internal static readonly Operator ArgSort = new("argsort");
}
