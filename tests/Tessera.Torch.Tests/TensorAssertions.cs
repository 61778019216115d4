using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

static class TensorAssertions
{
    /// <summary>Compares with a reference within tolerance * (1 + |reference|); the number of elements must agree too.</summary>
    internal static void ShouldBeCloseTo(this Tensor actual, double[] expected, double tolerance = 1e-5)
    {
        actual.NumberOfElements.ShouldBe(expected.Length);
        var values = expected.Length > 0 ? actual.to(ScalarType.Float64).data<double>().ToArray() : [];
        for (var i = 0; i < values.Length; i++)
        {
            var agrees = double.IsNaN(expected[i]) ? double.IsNaN(values[i]) : Math.Abs(values[i] - expected[i]) <= tolerance * (1 + Math.Abs(expected[i]));
            agrees.ShouldBeTrue($"element {i}: {values[i]} where {expected[i]} was expected");
        }
    }

    internal static void ShouldHaveShape(this Tensor actual, params long[] shape) => actual.shape.ShouldBe(shape);
}
