using Tessera.Models.Sampling;
using Tessera.Tiling.Machines;

namespace Tessera.Engine.Pictures;

/// <summary>What devices and decoder need to know of one stage of a picture.</summary>
public sealed record PictureStage
{
    /// <summary>Its tiles and steps, which the cluster knows too.</summary>
    public required JobStage Job { get; init; }

    /// <summary>The times of its evaluations.</summary>
    public required FlowSchedule Schedule { get; init; }

    /// <summary>Guidance scale; 1 is none, and takes one network call instead of two.</summary>
    public required double Guidance { get; init; }

    /// <summary>log2 of metres per pixel.</summary>
    public required float Zoom { get; init; }

    /// <summary>Picture width in pixels.</summary>
    public int Width => Job.Plan.Canvas.Width * PixelsPerToken;

    /// <summary>Picture height in pixels.</summary>
    public int Height => Job.Plan.Canvas.Height * PixelsPerToken;

    /// <summary>Edge of a token in pixels.</summary>
    public int PixelsPerToken => Job.Plan.PatchSize * Models.Autoencoders.AutoencoderConfig.Downscale;
}
