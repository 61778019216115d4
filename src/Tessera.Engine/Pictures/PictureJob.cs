using System.Collections.Immutable;
using Tessera.Engine.Devices;
using Tessera.Models.Checkpoints;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Engine.Pictures;

/// <summary>One picture to be drawn: the same for all devices and for the decoder.</summary>
/// <param name="Config">The checkpoint's.</param>
/// <param name="Stages">From coarse to fine.</param>
/// <param name="Tags">Weight of each tag of the prompt.</param>
/// <param name="Seed">Of all noise.</param>
/// <param name="Wire">How predictions are exchanged.</param>
public sealed record PictureJob(CheckpointConfig Config, ImmutableArray<PictureStage> Stages, ReadOnlyMemory<float> Tags, ulong Seed, WireFormat Wire)
{
    readonly CoarsePicture?[] _drawn = new CoarsePicture?[Stages.Length];

    /// <summary>The job as the cluster sees it.</summary>
    public JobPlan Plan => new([.. Stages.Select(s => s.Job)]);

    /// <summary>Reads what a stage has drawn in another process; null where all stages are drawn in this one.</summary>
    public Func<int, CoarsePicture>? Load { get; init; }

    /// <summary>What the stage before has drawn; null for the first.</summary>
    /// <exception cref="InvalidOperationException">It is not there yet.</exception>
    /// <exception cref="Media.InvalidImageException">Its file is damaged.</exception>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    public CoarsePicture? Before(int stage)
    {
        if (stage == 0)
        {
            return null;
        }

        if (Volatile.Read(ref _drawn[stage - 1]) is not { } picture)
        {
            picture = Load?.Invoke(stage - 1) ?? throw new InvalidOperationException($"stage {stage} was started before stage {stage - 1} was decoded");
            Keep(stage - 1, picture);
        }

        return picture;
    }

    /// <summary>Keeps what a stage has drawn for the next one.</summary>
    public void Keep(int stage, CoarsePicture picture) => Volatile.Write(ref _drawn[stage], picture);

    /// <summary>Forgets what the stages before one have drawn.</summary>
    public void ForgetBefore(int stage)
    {
        for (var before = 0; before < stage; before++)
        {
            Volatile.Write(ref _drawn[before], null);
        }
    }

    /// <summary>Room for the latents of a stage.</summary>
    internal CanvasLatents Canvas(int stage)
    {
        var plan = Stages[stage].Job.Plan;
        return new(Config.Dit.LatentChannels, plan.ToLatents(Region.Whole(plan.Canvas)));
    }

    /// <summary>Where a tile's core lies on it.</summary>
    internal Region CoreOf(int stage, TileId tile)
    {
        var plan = Stages[stage].Job.Plan;
        return plan.ToLatents(plan[tile].Core);
    }
}
