using System.CommandLine;
using System.Globalization;
using Tessera.Cli.Generation;
using Tessera.Models.Checkpoints;

namespace Tessera.Cli.Commands;

/// <summary>`tessera models`: which checkpoints there are, and what they draw.</summary>
static class ModelsCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("model") { Description = "Folder of a checkpoint, or the name of a shipped one.", Arity = ArgumentArity.ZeroOrOne };
        var inspect = new Command("inspect", "Print what a checkpoint is, and the tags of its prompts.") { model };
        inspect.SetAction(result =>
        {
            Console.Out.WriteLine(Describe(Checkpoint.Open(ModelFolders.Resolve(result.GetValue(model)))));
            return ExitCode.Done;
        });
        var list = new Command("list", "Print the checkpoints that are shipped.");
        list.SetAction(_ =>
        {
            foreach (var folder in ModelFolders.All)
            {
                Console.Out.WriteLine($"{Path.GetFileName(folder),-12} {folder}");
            }

            return ExitCode.Done;
        });
        return new Command("models", "What can draw.") { list, inspect };
    }

    static string Describe(Checkpoint checkpoint)
    {
        var config = checkpoint.Config;
        var lines = new List<string>
        {
            $"name           {config.Name}",
            $"sha256         {checkpoint.Sha256}",
            string.Create(CultureInfo.InvariantCulture, $"native window  {config.NativeWindow}x{config.NativeWindow} tokens of 32 pixels; first stages of at most {config.BaseWindow}x{config.BaseWindow}"),
            string.Create(CultureInfo.InvariantCulture, $"ground         {config.BaseMetresPerPixel} m per pixel in the first stage, half of it in each after"),
            string.Create(CultureInfo.InvariantCulture, $"transformer    {config.Dit.Depth} blocks, width {config.Dit.Width}, {config.Dit.Heads} heads"),
            string.Create(CultureInfo.InvariantCulture, $"sampling       {config.Sampling.BaseSteps} steps with guidance {config.Sampling.Guidance}, then {config.Sampling.FinerSteps} a stage with {config.Sampling.FinerGuidance} while one window holds it"),
        };
        lines.AddRange(config.Tags.Tags.GroupBy(t => t.Group, StringComparer.Ordinal).Select(g => $"{g.Key,-14} {string.Join(", ", g.Select(t => t.Name))}"));
        return string.Join('\n', lines);
    }
}
