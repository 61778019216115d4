namespace TorchSharp.Interop;

/// <summary>Sums, means and extremes over axes.</summary>
static partial class Ops
{
    internal static readonly Operator Sum = new("sum");
    internal static readonly Operator SumDims = new("sum", "dim_IntList");
    internal static readonly Operator Mean = new("mean");
    internal static readonly Operator MeanDims = new("mean", "dim");
    internal static readonly Operator Var = new("var", "correction");
    internal static readonly Operator Std = new("std", "correction");
    internal static readonly Operator Norm = new("norm", "Scalar");
    internal static readonly Operator NormDims = new("norm", "ScalarOpt_dim");
    internal static readonly Operator Max = new("max");
    internal static readonly Operator MaxDim = new("max", "dim");
    internal static readonly Operator Min = new("min");
    internal static readonly Operator MinDim = new("min", "dim");
    internal static readonly Operator AMax = new("amax");
    internal static readonly Operator AMin = new("amin");
    internal static readonly Operator All = new("all");
    internal static readonly Operator AllDim = new("all", "dim");
    internal static readonly Operator Any = new("any");
    internal static readonly Operator AnyDim = new("any", "dim");
    internal static readonly Operator CumSum = new("cumsum");
    internal static readonly Operator LogSumExp = new("logsumexp");
    internal static readonly Operator Softmax = new("softmax", "int");
    internal static readonly Operator LogSoftmax = new("log_softmax", "int");
}
