using Tessera.Engine.Pictures;
using Tessera.Engine.Requests;
using Tessera.Models.Checkpoints;

namespace Tessera.Server.Planning;

/// <summary>
/// Plans what clients ask for. A plan takes a second of work and tens of megabytes at most, so its tiles are bounded by
/// <see cref="ServerLimits.JobTiles"/>, and few are there at a time.
/// </summary>
/// <param name="checkpoint">What the cluster draws with.</param>
sealed class RequestPlanner(Checkpoint checkpoint) : IDisposable
{
    readonly SemaphoreSlim _room = new(ServerLimits.PlansAtATime);

    /// <summary>Plans a picture, and makes something of the plan, which should not outlive this.</summary>
    /// <param name="request">What to draw.</param>
    /// <param name="use">What to make of the plan.</param>
    /// <param name="cancel">Gives up waiting for its turn.</param>
    /// <exception cref="Tiling.PlanException">The sizes or tiles cannot be.</exception>
    /// <exception cref="Models.Prompts.PromptException">The prompt is not understood.</exception>
    public async Task<T> PlanAsync<T>(PictureRequest request, Func<PictureJob, T> use, CancellationToken cancel)
    {
        await _room.WaitAsync(cancel);
        try
        {
            return use(PicturePlanner.Plan(request, checkpoint.Config, ServerLimits.JobTiles));
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();
}
