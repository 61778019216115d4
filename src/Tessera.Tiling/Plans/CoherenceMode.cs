namespace Tessera.Tiling;

/// <summary>How tiles stay coherent with their neighbours.</summary>
public enum CoherenceMode
{
    /// <summary>Nothing is exchanged. The baseline that must look bad, so that a metric which passes it is broken.</summary>
    Isolated,

    /// <summary>Predictions are exchanged and joined by raised-cosine weights in a band around each core edge.</summary>
    Halo,

    /// <summary>MultiDiffusion: predictions are exchanged and averaged, equally over all windows that cover a latent.</summary>
    Fuse,
}
