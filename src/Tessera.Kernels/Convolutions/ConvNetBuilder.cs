using System.Buffers;
using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>
/// Describes a network of convolutions that draws a picture: inputs first, then convolutions in the order they run,
/// the picture last. Activations, factors, residuals, concatenation and pixel shuffles are part of the convolutions.
/// </summary>
public sealed class ConvNetBuilder
{
    readonly List<NativeCalls.NetInput> _inputs = [];
    readonly List<Node> _nodes = [];
    readonly HashSet<ConvTensor> _read = [];

    /// <summary>Adds an input.</summary>
    /// <param name="channels">Channels, 1 to 4096.</param>
    /// <param name="scale">Rows and columns for each one of the first input, whose scale is 1; 1 to 64.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="InvalidOperationException">There is a convolution already.</exception>
    public ConvTensor Input(int channels, int scale = 1)
    {
        if (_nodes.Count > 0)
        {
            throw new InvalidOperationException("Inputs come before convolutions.");
        }

        _inputs.Add(new() { Channels = channels, Scale = scale });
        return new(_inputs.Count - 1, activated: false);
    }

    /// <summary>SiLU of a convolution's result.</summary>
    /// <param name="tensor">The result.</param>
    /// <returns>The activated tensor.</returns>
    /// <exception cref="ArgumentException">The tensor is an input or activated already.</exception>
    public ConvTensor Silu(ConvTensor tensor)
    {
        if (tensor.Activated || tensor.Source < _inputs.Count)
        {
            throw new ArgumentException("Only the result of a convolution can be activated.", nameof(tensor));
        }

        return new(tensor.Source, activated: true);
    }

    /// <summary>Adds a convolution.</summary>
    /// <param name="layer">Its weights.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="concatenated">A tensor of the same size whose channels follow those of the input, or null.</param>
    /// <param name="factor">A tensor to multiply the result by, or null; not together with a shuffle.</param>
    /// <param name="residual">A tensor to add to that, or null; not together with a shuffle.</param>
    /// <param name="shuffle">1, or r: channels [C*r*r] become r x r pixels of C channels, as PyTorch's pixel_shuffle does; at most 8.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A tensor is not of this builder.</exception>
    public ConvTensor Conv(
        ConvLayer layer, ConvTensor input, ConvTensor? concatenated = null, ConvTensor? factor = null, ConvTensor? residual = null, int shuffle = 1)
    {
        ArgumentNullException.ThrowIfNull(layer);
        foreach (var tensor in new[] { input, concatenated, factor, residual })
        {
            if (tensor is { } read)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(read.Source, _inputs.Count + _nodes.Count, nameof(input));
                _read.Add(read);
            }
        }

        _nodes.Add(new(layer, input, concatenated, factor, residual, shuffle));
        return new(_inputs.Count + _nodes.Count - 1, activated: false);
    }

    /// <summary>Packs the weights. The last convolution draws the picture: nothing may read its result.</summary>
    /// <returns>The network, to be disposed of by the caller.</returns>
    /// <exception cref="ArgumentException">The description has a fault; the message names it.</exception>
    public unsafe ConvNet Build()
    {
        var numbers = Number();
        var convs = new NativeCalls.Conv[_nodes.Count];
        var pins = new List<MemoryHandle>();
        try
        {
            for (var i = 0; i < convs.Length; i++)
            {
                convs[i] = Describe(i, numbers, pins);
            }

            return ConvNet.Create(CollectionsMarshal.AsSpan(_inputs), convs);
        }
        finally
        {
            foreach (var pin in pins)
            {
                pin.Dispose();
            }
        }
    }

    /// <summary>Tensor numbers for inputs and for those results that something reads.</summary>
    Dictionary<ConvTensor, int> Number()
    {
        if (_inputs.Count == 0 || _nodes.Count == 0)
        {
            throw new ArgumentException("A network needs an input and a convolution.", paramName: null);
        }

        var numbers = new Dictionary<ConvTensor, int>();
        for (var i = 0; i < _inputs.Count; i++)
        {
            numbers[new(i, activated: false)] = i;
        }

        for (var i = 0; i < _nodes.Count; i++)
        {
            var (raw, activated) = (new ConvTensor(_inputs.Count + i, activated: false), new ConvTensor(_inputs.Count + i, activated: true));
            var before = numbers.Count;
            foreach (var tensor in new[] { raw, activated })
            {
                if (_read.Contains(tensor))
                {
                    numbers[tensor] = numbers.Count;
                }
            }

            if ((numbers.Count == before) != (i == _nodes.Count - 1))
            {
                throw new ArgumentException($"Convolution {i}: only the last one draws the picture, and nothing reads that.", paramName: null);
            }
        }

        return numbers;
    }

    unsafe NativeCalls.Conv Describe(int index, Dictionary<ConvTensor, int> numbers, List<MemoryHandle> pins)
    {
        var (layer, input, concatenated, factor, residual, shuffle) = _nodes[index];
        var channels = Channels(input) + (concatenated is { } second ? Channels(second) : 0);
        if (layer.Weights.Length != (long)layer.Outputs * channels * layer.Kernel * layer.Kernel || layer.Bias.Length != layer.Outputs)
        {
            throw new ArgumentException(
                $"Convolution {index}: {layer.Weights.Length} weights and {layer.Bias.Length} biases are not {layer.Outputs} x {channels} x {layer.Kernel} x {layer.Kernel}.",
                paramName: null);
        }

        pins.Add(layer.Weights.Pin());
        pins.Add(layer.Bias.Pin());
        return new()
        {
            Input0 = numbers[input],
            Input1 = Find(concatenated),
            Kernel = layer.Kernel,
            Outputs = layer.Outputs,
            Shuffle = shuffle,
            Factor = Find(factor),
            Residual = Find(residual),
            Raw = Find(new(_inputs.Count + index, activated: false)),
            Activated = Find(new(_inputs.Count + index, activated: true)),
            Weights = (float*)pins[^2].Pointer,
            Bias = (float*)pins[^1].Pointer,
        };

        int Find(ConvTensor? tensor) => tensor is { } known && numbers.TryGetValue(known, out var number) ? number : -1;
    }

    int Channels(ConvTensor tensor)
    {
        if (tensor.Source < _inputs.Count)
        {
            return _inputs[tensor.Source].Channels;
        }

        var node = _nodes[tensor.Source - _inputs.Count];
        return node.Layer.Outputs / Math.Max(1, node.Shuffle * node.Shuffle);
    }

    sealed record Node(ConvLayer Layer, ConvTensor Input, ConvTensor? Concatenated, ConvTensor? Factor, ConvTensor? Residual, int Shuffle);
}
