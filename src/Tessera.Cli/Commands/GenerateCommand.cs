using System.CommandLine;
using System.Text.Json;
using Tessera.Cli.Generation;
using Tessera.Cli.Telemetry;
using Tessera.Engine.Requests;
using Tessera.Models.Checkpoints;

namespace Tessera.Cli.Commands;

/// <summary>`tessera generate`: one prompt becomes one picture.</summary>
static class GenerateCommand
{
    static readonly Option<int> Nodes = new("--nodes") { Description = "Nodes in this process.", DefaultValueFactory = _ => 1 };
    static readonly Option<int> Threads = new("--threads") { Description = "CPU threads of all nodes together.", DefaultValueFactory = _ => Environment.ProcessorCount };
    static readonly Option<string> Device = new("--device") { Description = "cpu, or cuda:0 and so on.", DefaultValueFactory = _ => "cpu" };
    static readonly Option<string?> Model = new("--model") { Description = "Folder of a checkpoint, or the name of a shipped one. Default terrain." };
    static readonly Option<string?> Out = new("--out") { Description = "The PNG file to write. Default picture.png." };
    static readonly Option<string?> Like = new("--like") { Description = "Repeat the picture in this PNG file, to the byte; takes no other option of the picture." };
    static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object when done." };
    static readonly Option<bool> Quiet = new("--quiet") { Description = "Print nothing but errors." };

    public static Command Create(TimeProvider time)
    {
        var command = new Command("generate", "Draw a picture of any size from a prompt.")
        {
            Nodes, Threads, Device, Model, Out, Like, Json, Quiet,
        };
        PictureOptions.AddTo(command);
        command.SetAction((result, cancel) => RunAsync(result, time, cancel));
        return command;
    }

    static async Task<int> RunAsync(ParseResult result, TimeProvider time, CancellationToken cancel)
    {
        var options = Options(result);
        var checkpoint = Checkpoint.Open(options.Model);
        if (options.ModelSha256 is { } sha256 && !string.Equals(sha256, checkpoint.Sha256, StringComparison.Ordinal))
        {
            throw new UsageException($"the picture was made with another checkpoint (sha256 {sha256[..16]}...) than {options.Model} ({checkpoint.Sha256[..16]}...): name its folder with --model");
        }

        var job = PicturePlanner.Plan(options.Request, checkpoint.Config);
        var json = result.GetValue(Json);
        using var export = OtlpExport.Start(Environment.MachineName);
        using var progress = ProgressReport.Create(quiet: json || result.GetValue(Quiet), time);
        var done = await PictureGenerator.RunAsync(options, checkpoint, job, progress.Sink, cancel);
        progress.Finish(done);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(done, PictureJson.Default.GenerateResult));
        }

        return ExitCode.Done;
    }

    static GenerateOptions Options(ParseResult result)
    {
        var (nodes, threads) = (result.GetValue(Nodes), result.GetValue(Threads));
        if (nodes is < 1 or > 64)
        {
            throw new UsageException($"--nodes cannot be {nodes}: use 1 to 64");
        }

        if (threads is < 1 or > 1024)
        {
            throw new UsageException($"--threads cannot be {threads}: use 1 to 1024");
        }

        var document = result.GetValue(Like) is { } like ? PictureDocument.Read(like) : null;
        var request = document is null ? PictureOptions.Request(result) : Repeat(result, document);
        return new GenerateOptions(request, ModelFolders.Resolve(result.GetValue(Model)), result.GetValue(Out) ?? "picture.png", nodes, threads, result.GetValue(Device)!)
        {
            ModelSha256 = document?.ModelSha256,
        };
    }

    static PictureRequest Repeat(ParseResult result, PictureDocument document) => PictureOptions.FirstGiven(result) is { } given
        ? throw new UsageException($"--like repeats a picture as it is: leave out {given}")
        : document.Request;
}
