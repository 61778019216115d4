namespace Tessera.Models.Inference;

/// <summary>A network that predicts velocities, on one device. Calls come from one thread at a time.</summary>
public interface IDenoiser : IDisposable
{
    /// <summary>Predicts the velocity of a batch of windows.</summary>
    /// <param name="input">The windows.</param>
    /// <param name="velocity">[B, C, H, W], as long as the latents.</param>
    void Evaluate(DenoiserInput input, Span<float> velocity);
}
