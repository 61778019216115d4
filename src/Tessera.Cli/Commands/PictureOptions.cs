using System.CommandLine;
using Tessera.Engine.Requests;
using Tessera.Models.Checkpoints;
using Tessera.Models.Sampling;
using Tessera.Tiling;

namespace Tessera.Cli.Commands;

/// <summary>The options that say what a picture is to be, of every command that asks for one.</summary>
static class PictureOptions
{
    static readonly Argument<string?> PromptText = new("prompt") { Description = "Tags, with weights if wanted: \"alpine lakes, snow:0.6, dawn\". `tessera models inspect` lists them.", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string?> Size = new("--size") { Description = "WIDTHxHEIGHT in pixels, multiples of 32, to 65536. Default 1024x1024." };
    static readonly Option<ulong?> Seed = new("--seed") { Description = "Seed of all noise. Default 0." };
    static readonly Option<int?> Steps = new("--steps") { Description = "Steps of the first stage; finer stages take a third." };
    static readonly Option<double?> Guidance = new("--guidance") { Description = "How strictly the first stage follows the prompt; 1 is not at all. Default: the model's." };
    static readonly Option<FlowSolver?> Solver = new("--solver") { Description = "Heun: two evaluations a step, or Euler: one. Default Heun." };
    static readonly Option<CoherenceMode?> Mode = new("--mode") { Description = "How tiles stay coherent. Default Halo." };
    static readonly Option<int?> Tile = new("--tile") { Description = "Largest window in tokens of 32 pixels. Default: what the model was trained on." };
    static readonly Option<string?> Grid = new("--grid") { Description = "COLUMNSxROWS of tiles in the last stage, instead of --tile." };
    static readonly Option<int?> Halo = new("--halo") { Description = "Tokens that a window adds on each side of its core. Default 2." };
    static readonly Option<int?> Blend = new("--blend") { Description = "Half the width of the blend band, in latents of 16 pixels. Default: half the halo." };
    static readonly Option<string?> Stages = new("--stages") { Description = "auto, none, or sizes from coarse to fine: 256x256,512x512,... Default auto." };

    static readonly Option[] All = [Size, Seed, Steps, Guidance, Solver, Mode, Tile, Grid, Halo, Blend, Stages];

    public static void AddTo(Command command)
    {
        command.Add(PromptText);
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>What stands for a picture that the user has described, if anything does: an option's name, or <c>the prompt</c>.</summary>
    public static string? FirstGiven(ParseResult result) =>
        All.FirstOrDefault(option => result.GetResult(option) is { Implicit: false })?.Name ?? (result.GetValue(PromptText) is null ? null : "the prompt");

    /// <exception cref="UsageException">There is no prompt.</exception>
    public static PictureRequest Request(ParseResult result) => new()
    {
        Prompt = result.GetValue(PromptText) ?? throw new UsageException("say what to draw, for example: tessera generate \"alpine lakes, snow, dawn\""),
        Size = result.GetValue(Size) ?? "1024x1024",
        Seed = result.GetValue(Seed) ?? 0,
        Steps = result.GetValue(Steps),
        Guidance = result.GetValue(Guidance),
        Solver = result.GetValue(Solver) ?? SamplingConfig.DefaultSolver,
        Mode = result.GetValue(Mode) ?? CoherenceMode.Halo,
        Tile = result.GetValue(Tile),
        Grid = result.GetValue(Grid),
        Halo = result.GetValue(Halo) ?? TilePlanOptions.DefaultHalo,
        Blend = result.GetValue(Blend),
        Stages = result.GetValue(Stages) ?? "auto",
    };
}
