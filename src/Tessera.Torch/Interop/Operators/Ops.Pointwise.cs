namespace TorchSharp.Interop;

/// <summary>Functions of each element.</summary>
static partial class Ops
{
    internal static readonly Operator Neg = new("neg");
    internal static readonly Operator NegInPlace = new("neg_");
    internal static readonly Operator Abs = new("abs");
    internal static readonly Operator AbsInPlace = new("abs_");
    internal static readonly Operator Exp = new("exp");
    internal static readonly Operator ExpInPlace = new("exp_");
    internal static readonly Operator Log = new("log");
    internal static readonly Operator LogInPlace = new("log_");
    internal static readonly Operator Log1p = new("log1p");
    internal static readonly Operator Sqrt = new("sqrt");
    internal static readonly Operator SqrtInPlace = new("sqrt_");
    internal static readonly Operator Rsqrt = new("rsqrt");
    internal static readonly Operator RsqrtInPlace = new("rsqrt_");
    internal static readonly Operator Reciprocal = new("reciprocal");
    internal static readonly Operator Sin = new("sin");
    internal static readonly Operator Cos = new("cos");
    internal static readonly Operator Tanh = new("tanh");
    internal static readonly Operator TanhInPlace = new("tanh_");
    internal static readonly Operator Sigmoid = new("sigmoid");
    internal static readonly Operator SigmoidInPlace = new("sigmoid_");
    internal static readonly Operator Relu = new("relu");
    internal static readonly Operator ReluInPlace = new("relu_");
    internal static readonly Operator Silu = new("silu");
    internal static readonly Operator SiluInPlace = new("silu_");
    internal static readonly Operator Gelu = new("gelu");
    internal static readonly Operator Softplus = new("softplus");
    internal static readonly Operator LeakyRelu = new("leaky_relu");
    internal static readonly Operator Floor = new("floor");
    internal static readonly Operator Ceil = new("ceil");
    internal static readonly Operator Round = new("round", "decimals");
    internal static readonly Operator RoundInPlace = new("round_", "decimals");
    internal static readonly Operator Trunc = new("trunc");
    internal static readonly Operator Sign = new("sign");
    internal static readonly Operator Clamp = new("clamp");
    internal static readonly Operator ClampTensor = new("clamp", "Tensor");
    internal static readonly Operator ClampInPlace = new("clamp_");
    internal static readonly Operator IsNan = new("isnan");
    internal static readonly Operator IsFinite = new("isfinite");
    internal static readonly Operator IsInf = new("isinf");
}
