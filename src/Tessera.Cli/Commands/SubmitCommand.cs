using System.CommandLine;
using Tessera.Cli.Client;
using Tessera.Cli.Jobs;
using Tessera.Cluster;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>`tessera submit`: gives a picture to a cluster.</summary>
static class SubmitCommand
{
    static readonly Option<bool> Wait = new("--wait") { Description = "Wait until the job ends, and exit as it did." };
    static readonly Option<bool> Watch = new("--watch") { Description = "The same, with a table of its nodes where there is a terminal." };
    static readonly Option<string?> Out = new("--out") { HelpName = "FILE", Description = "The PNG file to write when the picture is done; needs --wait or --watch." };
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Submit nothing: say what would become of it, what it would take and how long." };
    static readonly Option<string?> Key = new("--idempotency-key") { HelpName = "KEY", Description = "Names this submission for 24 hours: repeated under the same name, it makes no second job. Default: another each time." };

    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "submit",
        "Give a picture to the cluster, and print the job's id. Once that is printed, the job is kept, whatever fails.",
        time,
        (result, client, cancel) => RunAsync(result, client, time, cancel),
        [.. JobDocuments.Symbols, Wait, Watch, Out, Following.Within, DryRun, Key]);

    static async Task<int> RunAsync(ParseResult result, TesseraClient client, TimeProvider time, CancellationToken cancel)
    {
        var isFollowed = result.GetValue(Wait) || result.GetValue(Watch);
        var output = OutputFile.Of(result, Out);
        Check(result, isFollowed, output);
        var document = JobDocuments.Of(result);
        if (result.GetValue(DryRun))
        {
            return Print(await client.ValidateAsync(document, cancel), result.GetValue(JobArguments.Json));
        }

        var job = await SubmitAsync(client, document, result.GetValue(Key) ?? Guid.NewGuid().ToString("N"), cancel);
        var id = JobId.TryParse(job.Id, out var found) ? found : throw new ServerException($"the server calls the job '{job.Id}', which is no id");
        var isJson = result.GetValue(JobArguments.Json);
        if (!isJson)
        {
            Console.Out.WriteLine(id);
        }

        return isFollowed ? await Following.RunAsync(result, client, id, result.GetValue(Watch), output, time, cancel)
            : isJson ? ApiOutput.Print(job, isJson)
            : ExitCode.Done;
    }

    static void Check(ParseResult result, bool isFollowed, string? output)
    {
        _ = Following.WithinOf(result);
        if (!isFollowed && (output is not null || result.GetValue(Following.Within) is not null))
        {
            throw new UsageException(output is not null ? "--out needs --wait: the picture is there when the job is done" : "--timeout needs --wait or --watch");
        }

        if (result.GetValue(Key) is { } key && (key.Length is 0 or > Limits.IdempotencyKeyCharacters || key.Any(c => c is < ' ' or > '~')))
        {
            throw new UsageException($"--idempotency-key: use 1 to {Limits.IdempotencyKeyCharacters} printable characters of ASCII");
        }
    }

    /// <summary>Whoever gives up must be able to go on as the same.</summary>
    static async Task<JobView> SubmitAsync(TesseraClient client, SubmitDocument document, string key, CancellationToken cancel)
    {
        try
        {
            return await client.SubmitAsync(document, key, cancel);
        }
        catch (Exception e) when (e is ServerUnavailableException or OperationCanceledException)
        {
            Console.Error.WriteLine($"tessera: the job may have been accepted or not: to make sure, repeat the command with --idempotency-key {key}");
            throw;
        }
    }

    static int Print(Validation validation, bool isJson)
    {
        if (isJson)
        {
            ApiOutput.Print(validation, ApiJson.Default.Validation);
        }
        else
        {
            Console.Out.WriteLine(ValidationText.Of(validation));
        }

        return validation.IsAccepted ? ExitCode.Done : ExitCode.Usage;
    }
}
