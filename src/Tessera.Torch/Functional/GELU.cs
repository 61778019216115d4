namespace TorchSharp.Modules;

/// <summary>The GELU activation; as a function it is <see cref="torch.nn.functional.gelu(torch.Tensor)"/>.</summary>
public static class GELU
{
    /// <summary>How GELU is computed.</summary>
    public enum Approximate
    {
        /// <summary>Exactly, by the error function.</summary>
        none,

        /// <summary>By a hyperbolic tangent.</summary>
        tanh,
    }
}
