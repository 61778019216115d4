namespace Tessera.Kernels;

/// <summary>Weights of a convolution with stride 1 that keeps the size of its input.</summary>
/// <param name="Outputs">Output channels, 1 to 4096.</param>
/// <param name="Kernel">1, or 3 with a border of one pixel of zeros.</param>
/// <param name="Weights">[outputs, channels, kernel, kernel], as PyTorch has it; read by <see cref="ConvNetBuilder.Build"/>.</param>
/// <param name="Bias">[outputs].</param>
public sealed record ConvLayer(int Outputs, int Kernel, ReadOnlyMemory<float> Weights, ReadOnlyMemory<float> Bias);
