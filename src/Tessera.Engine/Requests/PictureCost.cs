using System.Runtime.InteropServices;
using Tessera.Engine.Devices;
using Tessera.Engine.Pictures;

namespace Tessera.Engine.Requests;

/// <summary>What a picture takes, as planned.</summary>
/// <param name="PixelSteps">Pixels times steps, all stages: what quotas count.</param>
/// <param name="Tiles">Tiles of all stages.</param>
/// <param name="Evaluations">Evaluations of tiles, all stages.</param>
/// <param name="Tokens">Tokens that go through the network, all evaluations; with guidance twice.</param>
/// <param name="ExchangedBytes">Payload that tiles tell each other in the whole job, on whatever nodes they are.</param>
/// <param name="MemoryBytes">What all tiles of the stage that needs most take together.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PictureCost(long PixelSteps, int Tiles, long Evaluations, long Tokens, long ExchangedBytes, long MemoryBytes)
{
    /// <summary>Counts what a picture takes.</summary>
    public static PictureCost Of(PictureJob job)
    {
        var total = default(PictureCost);
        foreach (var stage in job.Stages)
        {
            var (plan, evaluations) = (stage.Job.Plan, (long)stage.Job.Evaluations * stage.Job.Plan.Tiles.Length);
            var passes = stage.Guidance == 1 ? 1 : 2;
            var perEvaluation = plan.Tiles.Sum(tile => tile.Neighbours.Sum(neighbour => (long)Wire.Bytes(job.Wire, job.Config.Dit.LatentChannels, neighbour.Sent)));
            total = new(
                total.PixelSteps + ((long)stage.Width * stage.Height * stage.Job.Steps),
                total.Tiles + plan.Tiles.Length,
                total.Evaluations + evaluations,
                total.Tokens + (evaluations * plan.Window.Volume * passes),
                total.ExchangedBytes + (perEvaluation * stage.Job.Evaluations),
                Math.Max(total.MemoryBytes, stage.Job.TileBytes * plan.Tiles.Length));
        }

        return total;
    }
}
