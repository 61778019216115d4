namespace Tessera.Kernels;

/// <summary>Element-wise activations; the values are those of the C ABI.</summary>
public enum ActivationKind
{
    /// <summary>f(x) = x.</summary>
    Identity = 0,

    /// <summary>GELU in its tanh form, 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))).</summary>
    GeluTanh = 1,

    /// <summary>SiLU, x / (1 + exp(-x)).</summary>
    Silu = 2,
}
