using System.CommandLine;
using System.Globalization;
using Tessera.Engine.Requests;

namespace Tessera.Cli.Commands;

/// <summary>`tessera show FILE`: how a picture was made.</summary>
static class ShowCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A PNG file that Tessera has written." };
        var json = new Option<bool>("--json") { Description = "Print the document as it is in the file." };
        var command = new Command("show", "Print how a picture was made.") { file, json };
        command.SetAction(result =>
        {
            var document = PictureDocument.Read(result.GetRequiredValue(file));
            Console.Out.WriteLine(result.GetValue(json) ? document.ToText().Text : Describe(document));
            return ExitCode.Done;
        });
        return command;
    }

    static string Describe(PictureDocument document)
    {
        var request = document.Request;
        var lines = new List<string>
        {
            $"prompt    {Printable.Of(request.Prompt)}",
            $"size      {Printable.Of(request.Size)}",
            string.Create(CultureInfo.InvariantCulture, $"seed      {request.Seed}"),
            $"mode      {request.Mode}, {request.Solver}, exchanged as {request.Wire}",
            $"model     {Printable.Of(document.Model)} (sha256 {Printable.Of(document.ModelSha256)})",
            $"version   {Printable.Of(document.Version)}",
        };
        lines.AddRange(document.Stages.Select((stage, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"stage {i + 1,-3} {Printable.Of(stage.Size)} in {Printable.Of(stage.Grid)} windows of {Printable.Of(stage.Window)} tokens, {stage.Steps} steps, guidance {stage.Guidance}")));
        return string.Join('\n', lines);
    }
}
