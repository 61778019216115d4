using System.CommandLine;
using Tessera.Engine.Devices;
using Tessera.Engine.Requests;
using Tessera.Models.Checkpoints;
using Tessera.Models.Sampling;
using Tessera.Server.Parameters;
using Tessera.Tiling;

namespace Tessera.Cli.Commands;

/// <summary>The options that say what a picture is to be, of every command that asks for one.</summary>
static class PictureOptions
{
    const string DefaultSize = "1024x1024";

    static readonly Argument<string?> PromptText = new("prompt") { Description = Describe("prompt"), Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string?> Size = new("--size") { Description = $"{Describe("size")} Default {DefaultSize}." };
    static readonly Option<ulong?> Seed = Create<ulong?>("seed");
    static readonly Option<int?> Steps = Create<int?>("steps");
    static readonly Option<double?> Guidance = Create<double?>("guidance");
    static readonly Option<FlowSolver?> Solver = Create<FlowSolver?>("solver");
    static readonly Option<CoherenceMode?> Mode = Create<CoherenceMode?>("mode");
    static readonly Option<string?> Stages = Create<string?>("stages");
    static readonly Option<int?> Tile = Create<int?>("tile");
    static readonly Option<string?> Grid = Create<string?>("grid");
    static readonly Option<int?> Halo = Create<int?>("halo");
    static readonly Option<int?> Blend = Create<int?>("blend");
    static readonly Option<WireFormat?> Wire = Create<WireFormat?>("wire");

    static readonly Option[] All = [Size, Seed, Steps, Guidance, Solver, Mode, Stages, Tile, Grid, Halo, Blend, Wire];

    /// <summary>The prompt, and all options.</summary>
    public static IReadOnlyList<Symbol> Symbols => [PromptText, .. All];

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
        Wire = result.GetValue(Wire) ?? WireFormat.Float16,
    };

    static Option<T> Create<T>(string parameter) => new("--" + parameter) { Description = Describe(parameter) };

    /// <summary>What a server says of it too.</summary>
    static string Describe(string name)
    {
        var parameter = PictureParameters.All.Single(found => found.Name == name);
        return parameter.Default is { } otherwise ? $"{parameter.Description} Default {otherwise}." : parameter.Description;
    }
}
