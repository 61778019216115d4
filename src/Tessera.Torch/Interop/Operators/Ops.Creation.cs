namespace TorchSharp.Interop;

/// <summary>New tensors, copies and conversions.</summary>
static partial class Ops
{
    internal static readonly Operator Empty = new("empty", "memory_format");
    internal static readonly Operator Zeros = new("zeros");
    internal static readonly Operator Ones = new("ones");
    internal static readonly Operator Full = new("full");
    internal static readonly Operator Rand = new("rand");
    internal static readonly Operator Randn = new("randn");
    internal static readonly Operator RandInt = new("randint", "low");
    internal static readonly Operator RandPerm = new("randperm");
    internal static readonly Operator Arange = new("arange", "start_step");
    internal static readonly Operator LinSpace = new("linspace");
    internal static readonly Operator EmptyLike = new("empty_like");
    internal static readonly Operator ZerosLike = new("zeros_like");
    internal static readonly Operator OnesLike = new("ones_like");
    internal static readonly Operator FullLike = new("full_like");
    internal static readonly Operator RandLike = new("rand_like");
    internal static readonly Operator RandnLike = new("randn_like");
    internal static readonly Operator Item = new("item");
    internal static readonly Operator Clone = new("clone");
    internal static readonly Operator Detach = new("detach");
    internal static readonly Operator DetachInPlace = new("detach_");
    internal static readonly Operator Copy = new("copy_");
    internal static readonly Operator Fill = new("fill_", "Scalar");
    internal static readonly Operator Zero = new("zero_");
    internal static readonly Operator ToDtype = new("to", "dtype");
    internal static readonly Operator ToDevice = new("to", "dtype_layout");
    internal static readonly Operator Normal = new("normal_");
    internal static readonly Operator Uniform = new("uniform_");
}
