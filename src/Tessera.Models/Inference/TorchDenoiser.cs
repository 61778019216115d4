using System.Runtime.InteropServices;
using Tessera.Models.Dit;
using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Inference;

/// <summary>The diffusion transformer through plain torch calls: any device, and the reference for <see cref="KernelDenoiser"/>.</summary>
public sealed class TorchDenoiser(DitConfig config, ParameterSet parameters, Device device) : IDenoiser
{
    readonly DitNetwork _network = new(config, parameters);

    /// <inheritdoc/>
    public void Evaluate(DenoiserInput input, Span<float> velocity)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (count, tokens, pairs) = (input.Origins.Count, input.Rows * input.Columns, config.HeadWidth / 2);
        var (cos, sin) = (new float[count * tokens * pairs], new float[count * tokens * pairs]);
        for (var i = 0; i < count; i++)
        {
            var (y, x) = input.Origins[i];
            RopeTable.Fill(config, y, x, input.Rows, input.Columns, cos.AsSpan(i * tokens * pairs), sin.AsSpan(i * tokens * pairs));
        }

        var result = _network.Forward(new DitInput(
            Latents: ToDevice(input.Latents.Span, [count, config.LatentChannels, input.Rows * config.Patch, input.Columns * config.Patch]),
            Time: full([count], input.Time, ScalarType.Float32, device),
            Zoom: full([count], input.Zoom, ScalarType.Float32, device),
            Tags: ToDevice(input.Tags.Span, [1, config.Tags]).expand(count, config.Tags),
            Coarse: input.Coarse is { } coarse ? ToDevice(coarse.Span, [count, tokens, DitConfig.CoarseValues]) : null,
            HasCoarse: input.Coarse is null ? null : ones([count], ScalarType.Float32, device),
            Cos: ToDevice(cos, [count, tokens, pairs]),
            Sin: ToDevice(sin, [count, tokens, pairs])));
        var host = result.cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(host.bytes).CopyTo(velocity);
    }

    /// <inheritdoc/>
    public void Dispose() => parameters.Dispose();

    Tensor ToDevice(ReadOnlySpan<float> values, long[] shape)
    {
        var host = empty(shape, ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(host.bytes));
        return host.to(device);
    }
}
