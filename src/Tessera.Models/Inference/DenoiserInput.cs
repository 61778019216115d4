namespace Tessera.Models.Inference;

/// <summary>A batch of windows of one shape, at one time, of one picture. B windows of N = rows x columns tokens.</summary>
public sealed record DenoiserInput
{
    /// <summary>Rows of a window, in tokens.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of a window, in tokens.</summary>
    public required int Columns { get; init; }

    /// <summary>First row and column of each window, in canvas tokens; as many as there are windows.</summary>
    public required IReadOnlyList<(int Y, int X)> Origins { get; init; }

    /// <summary>[B, C, 2 rows, 2 columns], whitened.</summary>
    public required ReadOnlyMemory<float> Latents { get; init; }

    /// <summary>Between data (0) and noise (1).</summary>
    public required float Time { get; init; }

    /// <summary>log2 of metres per pixel.</summary>
    public required float Zoom { get; init; }

    /// <summary>Weight of each tag, 0 to 1; all zero is the empty prompt.</summary>
    public required ReadOnlyMemory<float> Tags { get; init; }

    /// <summary>[B, N, 1728] pixels of the previous stage in [-1, 1]; null in a base stage.</summary>
    public ReadOnlyMemory<float>? Coarse { get; init; }
}
