using System.Collections.Immutable;
using Tessera.Engine.Devices;
using Tessera.Models.Checkpoints;
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

    /// <summary>What the stage before has drawn; null for the first.</summary>
    /// <exception cref="InvalidOperationException">It is not there yet.</exception>
    public CoarsePicture? Before(int stage) => stage == 0
        ? null
        : Volatile.Read(ref _drawn[stage - 1]) ?? throw new InvalidOperationException($"stage {stage} was started before stage {stage - 1} was decoded");

    /// <summary>Keeps what a stage has drawn for the next one.</summary>
    public void Keep(int stage, CoarsePicture picture) => Volatile.Write(ref _drawn[stage], picture);

    /// <summary>Forgets what a stage was conditioned on: all its tiles have made their last step.</summary>
    public void Forget(int stage)
    {
        if (stage > 0)
        {
            Volatile.Write(ref _drawn[stage - 1], null);
        }
    }
}
