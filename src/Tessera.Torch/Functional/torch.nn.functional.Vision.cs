using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a picture is resized.</summary>
    public enum InterpolationMode
    {
        /// <summary>The nearest pixel to the lower left.</summary>
        Nearest = 0,

        /// <summary>Linear along each axis of a picture.</summary>
        Bilinear = 2,

        /// <summary>Cubic along each axis of a picture.</summary>
        Bicubic = 3,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Convolution of [N, C, W] with weight [out, C / groups, width].</summary>
            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Ops.Conv1d.Invoke(
                    input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, groups);

            /// <summary>Convolution of [N, C, H, W] with weight [out, C / groups, height, width].</summary>
            public static Tensor conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1) =>
                Ops.Conv2d.Invoke(input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            /// <summary>Transposed convolution of [N, C, H, W] with weight [C, out / groups, height, width].</summary>
            public static Tensor conv_transpose2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? output_padding = null,
                long[]? dilation = null,
                long groups = 1) =>
                Ops.ConvTranspose2d.Invoke(
                    input, weight, bias, strides ?? [1], padding ?? [0], output_padding ?? [0], groups, dilation ?? [1]);

            /// <summary>[N, C * r * r, H, W] -> [N, C, H * r, W * r].</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Ops.PixelShuffle.Invoke(input, upscale_factor);

            /// <summary>[N, C, H * r, W * r] -> [N, C * r * r, H, W].</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) =>
                Ops.PixelUnshuffle.Invoke(input, downscale_factor);

            /// <summary>Means of squares of pixels.</summary>
            public static Tensor avg_pool2d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long padding = 0,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null) =>
                avg_pool2d(
                    input, [kernel_size, kernel_size], stride is null ? null : [stride.Value, stride.Value], [padding], ceil_mode, count_include_pad, divisor_override);

            /// <summary>Means of rectangles of pixels.</summary>
            public static Tensor avg_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? stride = null,
                long[]? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null) =>
                Ops.AvgPool2d.Invoke(
                    input, kernel_size, stride ?? kernel_size, padding ?? [0], ceil_mode, count_include_pad, divisor_override);

            /// <summary>Adds a border: (left, right, top, bottom), or any even number of sizes, last axis first, for a constant one.</summary>
            /// <exception cref="ArgumentException">The mode is not supported.</exception>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant => Ops.ConstantPad.Invoke(input, pad, value),
                PaddingModes.Zeros => Ops.ConstantPad.Invoke(input, pad, 0L),
                PaddingModes.Reflect => Ops.ReflectionPad2d.Invoke(input, pad),
                PaddingModes.Replicate => Ops.ReplicationPad2d.Invoke(input, pad),
                _ => throw new ArgumentException($"padding mode {mode} is not supported", nameof(mode)),
            };

            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(
                Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Resizes [N, C, H, W] to a size [H, W] or by factors [vertical, horizontal]; give one of them.</summary>
            /// <exception cref="ArgumentException">The mode is not supported.</exception>
            public static Tensor interpolate(
                Tensor x,
                long[]? size = null,
                double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null,
                bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if (recompute_scale_factor && scale_factor is not null)
                {
                    size = [(long)(x.size(-2) * scale_factor[0]), (long)(x.size(-1) * scale_factor[^1])];
                    scale_factor = null;
                }

                var corners = align_corners ?? false;
                return (mode, antialias) switch
                {
                    (InterpolationMode.Nearest, false) => Ops.UpsampleNearest.Invoke(x, size, scale_factor),
                    (InterpolationMode.Bilinear, false) => Ops.UpsampleBilinear.Invoke(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, true) => Ops.UpsampleBilinearAntialias.Invoke(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, false) => Ops.UpsampleBicubic.Invoke(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, true) => Ops.UpsampleBicubicAntialias.Invoke(x, size, corners, scale_factor),
                    _ => throw new ArgumentException($"{mode} with antialias = {antialias} is not supported", nameof(mode)),
                };
            }
        }
    }
}
