using Tessera.Media.Png;

namespace Tessera.Media.Previews;

/// <summary>A small PNG of a picture, made in memory while the picture's rows stream by. For one producer.</summary>
public sealed class PngPreview : IDisposable
{
    readonly BoxReducer _reducer;
    readonly MemoryStream _bytes = new();
    readonly PngEncoder _encoder;

    /// <summary>Starts one.</summary>
    /// <param name="width">Pixels of the picture, 1 to <see cref="PngLimits.Edge"/>.</param>
    /// <param name="height">Pixels of the picture, 1 to <see cref="PngLimits.Edge"/>.</param>
    /// <param name="most">Pixels of the preview's longer side at most; a picture that has no more stays as it is.</param>
    public PngPreview(int width, int height, int most)
    {
        _reducer = new(width, height, most);
        _encoder = new(_bytes, _reducer.Width, _reducer.Height, []);
    }

    /// <summary>Takes rows below those before.</summary>
    /// <param name="rows">Whole rows, 3 bytes a pixel: R, G, B.</param>
    /// <exception cref="ArgumentException">Not whole rows, or more than the height.</exception>
    public void Push(ReadOnlySpan<byte> rows) => _reducer.Push(rows, _encoder.WriteRow);

    /// <summary>Ends it, once.</summary>
    /// <returns>The whole file.</returns>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public byte[] Complete()
    {
        if (!_reducer.IsComplete)
        {
            throw new InvalidOperationException("rows of the picture are missing");
        }

        _encoder.Finish();
        return _bytes.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _bytes.Dispose();
    }
}
