namespace Tessera.Models.Inference;

/// <summary>The decoder half of an autoencoder, on one device. Calls come from one thread at a time.</summary>
public interface IPictureDecoder : IDisposable
{
    /// <summary>Decodes one region of latents.</summary>
    /// <param name="height">Rows of latents.</param>
    /// <param name="width">Columns of latents.</param>
    /// <param name="latents">[C, height, width], not whitened.</param>
    /// <param name="noise">[16, 4 height, 4 width], standard normal by canvas coordinate.</param>
    /// <param name="pixels">[3, 16 height, 16 width], about [-1, 1].</param>
    void Decode(int height, int width, ReadOnlySpan<float> latents, ReadOnlySpan<float> noise, Span<float> pixels);
}
