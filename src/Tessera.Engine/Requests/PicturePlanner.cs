using System.Globalization;
using Tessera.Engine.Pictures;
using Tessera.Models.Checkpoints;
using Tessera.Models.Prompts;
using Tessera.Models.Sampling;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Engine.Requests;

/// <summary>Turns a request and a checkpoint into a job.</summary>
public static class PicturePlanner
{
    /// <summary>Finer stages take this part of the first stage's steps, where steps are asked for.</summary>
    const int FinerPart = 3;

    /// <summary>Plans a picture.</summary>
    /// <param name="request">What is asked for, by anybody.</param>
    /// <param name="config">The checkpoint's.</param>
    /// <param name="mostTiles">The most tiles of all stages together; more are refused before they are made.</param>
    /// <exception cref="PlanException">The sizes or tiles cannot be.</exception>
    /// <exception cref="PromptException">The prompt is not understood.</exception>
    public static PictureJob Plan(PictureRequest request, CheckpointConfig config, int mostTiles = TilePlan.MaximumTiles)
    {
        CheckDefined(request.Mode);
        CheckDefined(request.Solver);
        CheckDefined(request.Wire);
        if (request.Steps is < 1 or > 1000)
        {
            throw new PlanException(string.Create(CultureInfo.InvariantCulture, $"A picture cannot take {request.Steps} steps: use 1 to 1000."));
        }

        if (request.Guidance is not (null or (>= 0 and <= 100)))
        {
            throw new PlanException(string.Create(CultureInfo.InvariantCulture, $"Guidance cannot be {request.Guidance}: use 0 to 100; 1 is none."));
        }

        var tags = new float[config.Tags.Tags.Length];
        Prompt.Parse(request.Prompt, config.Tags).CopyTo(tags);
        var stages = StagePlan.Create(Options(request, config) with { MostTiles = mostTiles }).Stages;
        var zoom = Math.Log2(config.BaseMetresPerPixel);
        return new PictureJob(config, [.. stages.Select(stage => Stage(stage, request, config, zoom))], tags, request.Seed, request.Wire);
    }

    static void CheckDefined<T>(T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new PlanException($"There is no {typeof(T).Name} {value:D}.");
        }
    }

    static StagePlanOptions Options(PictureRequest request, CheckpointConfig config) => new()
    {
        Picture = PictureSize.Parse(request.Size),
        Stages = request.Stages,
        PixelsPerToken = config.PixelsPerToken,
        PatchSize = config.Dit.Patch,
        Mode = request.Mode,
        BaseWindow = new Extent(1, config.BaseWindow, config.BaseWindow),
        NativeWindow = new Extent(1, config.NativeWindow, config.NativeWindow),
        Halo = request.Halo,
        Blend = request.Blend,
        TileSize = request.Tile is { } tile ? new Extent(1, tile, tile) : null,
        Grid = request.Grid is { } grid ? GridSize.Parse(grid) : null,
    };

    static PictureStage Stage(Stage stage, PictureRequest request, CheckpointConfig config, double zoom)
    {
        var (finer, sampling) = (stage.HasCoarseCondition, config.Sampling);
        var steps = (request.Steps, finer) switch
        {
            ({ } asked, false) => asked,
            ({ } asked, true) => Math.Max(1, asked / FinerPart),
            (null, false) => sampling.BaseSteps,
            (null, true) => sampling.FinerSteps,
        };
        var schedule = new FlowSchedule(steps, finer ? sampling.FinerShift : sampling.BaseShift, request.Solver);
        var guidance = request.Guidance ?? sampling.Guidance;
        return new PictureStage
        {
            Job = new JobStage(stage.Tiles, steps, schedule.EvaluationsPerStep, TileBytes(stage.Tiles, config)),
            Schedule = schedule,
            Guidance = !finer ? guidance : IsSmall(stage, config) ? Math.Min(guidance, sampling.FinerGuidance) : 1,
            Zoom = (float)(zoom - stage.Ordinal),
        };
    }

    /// <summary>
    /// What a tile takes: x and two velocities in wire format on the device; on their way or in wait, as much from neighbours as its window has, for two
    /// evaluations; and states of as many steps as it may be ahead of the last complete cut, and that cut's.
    /// </summary>
    static long TileBytes(TilePlan plan, CheckpointConfig config)
    {
        var values = config.Dit.LatentChannels * plan.ToLatents(Region.Whole(plan.Window)).Volume;
        return values * ((sizeof(float) * (1 + MachineLimits.CutsAhead + 2)) + (2 * (2 + 2)));
    }

    /// <summary>Whether one window holds the stage: guidance costs next to nothing there, and what the land is made of has been decided after.</summary>
    static bool IsSmall(Stage stage, CheckpointConfig config) =>
        Math.Max(stage.Tiles.Canvas.Height, stage.Tiles.Canvas.Width) <= config.NativeWindow;
}
