using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks.</summary>
    public static partial class nn
    {
        /// <summary>How the elements of a loss are gathered.</summary>
        public enum Reduction : long
        {
            /// <summary>Not at all.</summary>
            None = 0,

            /// <summary>To their mean.</summary>
            Mean = 1,

            /// <summary>To their sum.</summary>
            Sum = 2,
        }

        /// <summary>Layers and losses as functions. N: batch, C: channels, H and W: rows and columns.</summary>
        public static partial class functional
        {
            /// <summary>input @ weights transposed + bias; input [.., in], weights [out, in], bias [out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Ops.Linear.Invoke(input, weights, bias);

            /// <summary>Centres and scales over the last axes, which have the given shape, to mean 0 and variance 1; then weight and bias.</summary>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Ops.LayerNorm.Invoke(input, normalized_shape, weight, bias, eps);

            /// <summary>Centres and scales over each group of channels and all pixels; then weight and bias per channel.</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Ops.GroupNorm.Invoke(input, num_groups, weight, bias, eps);

            /// <summary>Exponentials along an axis, scaled to sum to 1.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            /// <summary>x * sigmoid(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_().alias() : x.silu();

            /// <summary>x times the normal distribution's share below x.</summary>
            public static Tensor gelu(Tensor x) => x.gelu();

            /// <summary>x times the normal distribution's share below x, or its approximation by tanh.</summary>
            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate) => Ops.Gelu.Invoke(x, approximate.ToString());

            /// <summary>x, or negative_slope * x below 0.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01) => Ops.LeakyRelu.Invoke(input, negative_slope);

            /// <summary>The logarithm of 1 + e to the beta x, over beta; linear above the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Ops.Softplus.Invoke(x, beta, threshold);

            /// <summary>In training: zeroes elements with probability p and scales the others by 1 / (1 - p).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true) => Ops.Dropout.Invoke(input, p, training);

            /// <summary>Squared differences.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Ops.MseLoss.Invoke(input, target, (long)reduction);

            /// <summary>Absolute differences.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Ops.L1Loss.Invoke(input, target, (long)reduction);

            /// <summary>Differences, squared below beta and absolute above.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0) =>
                Ops.SmoothL1Loss.Invoke(input, target, (long)reduction, beta);

            /// <summary>Negative log probability of classes (int64) or distributions, from logits [N, C, ..].</summary>
            public static Tensor cross_entropy(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                long ignore_index = -100,
                Reduction reduction = Reduction.Mean,
                double label_smoothing = 0.0) =>
                Ops.CrossEntropy.Invoke(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>Negative log probability of independent yes-or-no targets in 0..1, from logits.</summary>
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                Ops.BceWithLogits.Invoke(input, target, weight, pos_weights, (long)reduction);
        }
    }
}
