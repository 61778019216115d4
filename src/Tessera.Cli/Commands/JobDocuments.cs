using System.CommandLine;
using System.Text.Json;
using Tessera.Cli.Client;
using Tessera.Cluster;
using Tessera.Engine.Requests;
using Tessera.Server.Contracts;
using static Tessera.Cli.Client.ApiRequests;

namespace Tessera.Cli.Commands;

/// <summary>Jobs from the command line: a prompt with options, or a file.</summary>
static class JobDocuments
{
    static readonly Option<string?> File = new("--file")
    {
        HelpName = "FILE",
        Description = "Instead of a prompt: a job's document (.json, .yaml), or a picture of Tessera's (.png), which is drawn again.",
    };

    static readonly Option<int?> Priority = new("--priority") { Description = "Among your own jobs: 0, last, to 9, first. Default 5." };

    /// <summary>Arguments and options.</summary>
    public static IReadOnlyList<Symbol> Symbols => [.. PictureOptions.Symbols, File, Priority];

    /// <exception cref="UsageException">Both are given, or neither, or the file cannot be sent.</exception>
    /// <exception cref="InvalidDataException">The picture does not say how it was made.</exception>
    public static SubmitDocument Of(ParseResult result)
    {
        var priority = result.GetValue(Priority);
        if (priority is < 0 or > Limits.MostPriority)
        {
            throw new UsageException($"--priority cannot be {priority}: use 0 to {Limits.MostPriority}");
        }

        if (result.GetValue(File) is not { } file)
        {
            return Encode(new() { Request = PictureOptions.Request(result), Priority = priority ?? JobSubmission.DefaultPriority });
        }

        return PictureOptions.FirstGiven(result) is { } given
            ? throw new UsageException($"--file says what to draw: leave out {given}")
            : Read(file, priority);
    }

    static SubmitDocument Read(string file, int? priority) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".PNG" => Encode(Of(PictureDocument.Read(file)) with { Priority = priority ?? JobSubmission.DefaultPriority }),
        ".JSON" or ".YAML" or ".YML" when priority is not null => throw new UsageException($"--priority: say it in {file}"),
        ".JSON" => new(Bytes(file), Json),
        ".YAML" or ".YML" => new(Bytes(file), Yaml),
        _ => throw new UsageException($"--file cannot be {file}: use a file that ends in .json, .yaml or .png"),
    };

    static SubmitRequest Of(PictureDocument document) => new()
    {
        Request = document.Request,
        Model = document.Model,
        ModelSha256 = document.ModelSha256,
        Version = document.Version,
        Stages = document.Stages,
    };

    static SubmitDocument Encode(SubmitRequest request) => new(JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Default.SubmitRequest), Json);

    static byte[] Bytes(string file)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            var bytes = new byte[ClientLimits.DocumentBytes + 1];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read <= ClientLimits.DocumentBytes ? bytes[..read] : throw new UsageException($"{file} is longer than {ClientLimits.DocumentBytes:N0} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--file: {e.Message}", e);
        }
    }
}
