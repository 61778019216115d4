using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Tessera.Models.Safetensors;

namespace Tessera.Benchmarks;

/// <summary>Something that both sides compute from the same inputs.</summary>
/// <param name="name">What the table calls it.</param>
abstract class Work(string name)
{
    readonly List<(SafetensorsTensor Tensor, float[] Values)> _inputs = [];

    public string Name => name;

    /// <summary>What the peer is told beside the files.</summary>
    public abstract JsonObject Request { get; }

    /// <summary>Computes it once, on our side.</summary>
    /// <returns>The result, in the order in which the peer writes its own.</returns>
    public abstract float[] Run();

    /// <summary>How far two results are from each other, relative to the second.</summary>
    public virtual double Difference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        var (largest, scale) = (0f, 0f);
        for (var i = 0; i < theirs.Length; i++)
        {
            // Written so that NaN, which no comparison admits, does not look like agreement.
            var difference = MathF.Abs(ours[i] - theirs[i]);
            largest = difference <= largest ? largest : difference;
            scale = MathF.Max(scale, MathF.Abs(theirs[i]));
        }

        return largest / scale;
    }

    /// <summary>Writes the inputs for the peer.</summary>
    public void WriteInputs(string path)
    {
        using var writer = SafetensorsWriter.Create(path, [.. _inputs.Select(input => input.Tensor)]);
        foreach (var (tensor, values) in _inputs)
        {
            writer.Write(tensor.Name, values);
        }

        writer.Commit();
    }

    /// <summary>Gives both sides an input.</summary>
    protected float[] Input(string tensor, ImmutableArray<long> shape, float[] values)
    {
        _inputs.Add((new SafetensorsTensor(tensor, SafetensorsType.F32, shape), values));
        return values;
    }
}
