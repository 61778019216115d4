using Tessera.Engine.Requests;
using Tessera.Models.Checkpoints;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;

namespace Tessera.Server.Jobs;

/// <summary>Plans what is to be submitted, so that what cannot be drawn is refused at once.</summary>
sealed class JobPlanner(Checkpoint checkpoint)
{
    readonly SemaphoreSlim _room = new(ServerLimits.PlansAtATime);

    /// <exception cref="ProblemException">It is for another checkpoint.</exception>
    /// <exception cref="Tiling.PlanException">It cannot be drawn.</exception>
    /// <exception cref="Models.Prompts.PromptException">The prompt is not understood.</exception>
    public async Task<Planned> PlanAsync(SubmitRequest asked, CancellationToken cancel)
    {
        if (asked.ModelSha256 is { } wanted && !string.Equals(wanted, checkpoint.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(ProblemKinds.WrongModel, $"This cluster draws with {checkpoint.Config.Name} (sha256 {checkpoint.Sha256}).");
        }

        await _room.WaitAsync(cancel);
        try
        {
            var job = PicturePlanner.Plan(asked.Request, checkpoint.Config, ServerLimits.JobTiles);
            return new(PictureDocument.Of(asked.Request, checkpoint, job), PictureCost.Of(job));
        }
        finally
        {
            _room.Release();
        }
    }

    /// <param name="Document">What is stored, and what the picture will carry.</param>
    /// <param name="Cost">What it takes.</param>
    internal sealed record Planned(PictureDocument Document, PictureCost Cost);
}
