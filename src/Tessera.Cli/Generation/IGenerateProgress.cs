using Tessera.Engine.Pictures;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Generation;

/// <summary>Is told how far a picture is, from any thread, often; must not block.</summary>
interface IGenerateProgress
{
    /// <summary>Everything is loaded, and the job begins.</summary>
    void Start(PictureJob job);

    /// <summary>Tiles have moved.</summary>
    void Denoised(JobProgress progress);

    /// <summary>Some more rows of the final picture are decoded.</summary>
    void Decoded(int rows);
}
