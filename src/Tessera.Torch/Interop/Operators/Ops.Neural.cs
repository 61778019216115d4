namespace TorchSharp.Interop;

/// <summary>Layers and losses.</summary>
static partial class Ops
{
    internal static readonly Operator Linear = new("linear");
    internal static readonly Operator Conv1d = new("conv1d");
    internal static readonly Operator Conv2d = new("conv2d");
    internal static readonly Operator ConvTranspose2d = new("conv_transpose2d", "input");
    internal static readonly Operator LayerNorm = new("layer_norm");
    internal static readonly Operator GroupNorm = new("group_norm");
    internal static readonly Operator PixelShuffle = new("pixel_shuffle");
    internal static readonly Operator PixelUnshuffle = new("pixel_unshuffle");
    internal static readonly Operator MseLoss = new("mse_loss");
    internal static readonly Operator L1Loss = new("l1_loss");
    internal static readonly Operator SmoothL1Loss = new("smooth_l1_loss");
    internal static readonly Operator CrossEntropy = new("cross_entropy_loss");
    internal static readonly Operator BceWithLogits = new("binary_cross_entropy_with_logits");
    internal static readonly Operator UpsampleNearest = new("upsample_nearest2d", "vec");
    internal static readonly Operator UpsampleBilinear = new("upsample_bilinear2d", "vec");
    internal static readonly Operator UpsampleBicubic = new("upsample_bicubic2d", "vec");
    internal static readonly Operator UpsampleBilinearAntialias = new("_upsample_bilinear2d_aa", "vec");
    internal static readonly Operator UpsampleBicubicAntialias = new("_upsample_bicubic2d_aa", "vec");
    internal static readonly Operator AvgPool2d = new("avg_pool2d");
    internal static readonly Operator ConstantPad = new("constant_pad_nd");
    internal static readonly Operator ReflectionPad2d = new("reflection_pad2d");
    internal static readonly Operator ReplicationPad2d = new("replication_pad2d");
    internal static readonly Operator Dropout = new("dropout");
}
