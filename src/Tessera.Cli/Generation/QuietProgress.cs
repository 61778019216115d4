using Tessera.Engine.Pictures;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Generation;

/// <summary>Says nothing.</summary>
sealed class QuietProgress : IGenerateProgress
{
    public void Start(PictureJob job)
    {
    }

    public void Denoised(JobProgress progress)
    {
    }

    public void Decoded(int rows)
    {
    }
}
