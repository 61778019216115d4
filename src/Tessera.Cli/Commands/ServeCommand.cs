using System.CommandLine;
using Microsoft.Extensions.Logging;
using Tessera.Cli.Generation;
using Tessera.Cli.Nodes;
using Tessera.Cli.Telemetry;
using Tessera.Models.Checkpoints;
using Tessera.Server;

namespace Tessera.Cli.Commands;

/// <summary>`tessera serve`: the HTTP service of a cluster.</summary>
static partial class ServeCommand
{
    const string Instance = "server";
    const string Requests = "Microsoft.AspNetCore";

    public static Command Create(TimeProvider time)
    {
        var command = new Command("serve", "Serve a cluster's HTTP API, until it is interrupted.");
        Settings.AddTo(command, [.. ServeSettings.All, .. ClusterSettings.OfStore, ClusterSettings.Artifacts, ClusterSettings.Model]);
        command.SetAction((result, cancel) => RunAsync(new(result, Environment.GetEnvironmentVariable), time, cancel));
        return command;
    }

    static async Task<int> RunAsync(Settings settings, TimeProvider time, CancellationToken cancel)
    {
        var options = ServeSettings.Options(settings);
        _ = settings.Require(ClusterSettings.Store);
        var checkpoint = Checkpoint.Open(ModelFolders.Resolve(settings[ClusterSettings.Model]));
        Directory.CreateDirectory(options.Artifacts);
        using var logs = LoggerFactory.Create(logging => ConsoleLog.AddTo(logging, Instance));
        var log = logs.CreateLogger(typeof(ServeCommand));
        using var export = OtlpExport.Start(Instance, Requests);
        await using var store = await PatientStore.OpenAsync(token => ClusterSettings.OpenStoreAsync(settings, time, token), reason => LogNoStore(log, reason), time, cancel);
        await using var app = TesseraServer.Build(options, store, checkpoint, time, logging => ConsoleLog.AddTo(logging, Instance));
        await TesseraServer.RunAsync(app, cancel);
        LogEnded(log);
        return ExitCode.Done;
    }

    [LoggerMessage(20, LogLevel.Warning, "Cannot serve before the store is there: {Reason}")]
    static partial void LogNoStore(ILogger log, string reason);

    [LoggerMessage(21, LogLevel.Information, "The server has ended")]
    static partial void LogEnded(ILogger log);
}
