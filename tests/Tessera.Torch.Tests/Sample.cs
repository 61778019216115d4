using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

/// <summary>A float32 tensor of fixed random numbers beside the same numbers in double precision, for references in plain C#.</summary>
sealed class Sample
{
    Sample(double[] values, long[] shape)
    {
        Values = values;
        Shape = shape;
        Tensor = tensor(Array.ConvertAll(values, value => (float)value), shape);
    }

    internal double[] Values { get; }

    internal long[] Shape { get; }

    internal Tensor Tensor { get; }

    /// <summary>Uniform in low..high, rounded to single precision so that both sides see the same input.</summary>
    internal static Sample Uniform(Random random, long[] shape, double low = -2, double high = 2)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(low + ((high - low) * random.NextDouble()));
        }

        return new Sample(values, shape);
    }

    /// <summary>An element by its place on every axis.</summary>
    internal double At(params long[] place)
    {
        long index = 0;
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            index = (index * Shape[axis]) + place[axis];
        }

        return Values[index];
    }
}
