using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using Tessera.Cli.Generation;
using Tessera.Cli.Nodes;
using Tessera.Cli.Telemetry;

namespace Tessera.Cli.Commands;

/// <summary>`tessera node`: one process of a cluster. For tests of recovery it also reads <see cref="FaultPoint.Variable"/>.</summary>
static class NodeCommand
{
    const long Mebibyte = 1 << 20;
    const int MostMebibytes = 1 << 24;
    const string Coordinator = "coordinator";
    const string Worker = "worker";

    public static Command Create(TimeProvider time)
    {
        var command = new Command("node", "Run one process of a cluster, until it is interrupted.");
        Settings.AddTo(command, ClusterSettings.All);
        command.SetAction((result, cancel) => RunAsync(new(result, Environment.GetEnvironmentVariable), time, cancel));
        return command;
    }

    static async Task<int> RunAsync(Settings settings, TimeProvider time, CancellationToken cancel)
    {
        var options = Options(settings);
        using var logs = LoggerFactory.Create(logging => ConsoleLog.AddTo(logging, options.Name));
        using var export = OtlpExport.Start(options.Name);
        await new NodeHost(options, token => ClusterSettings.OpenStoreAsync(settings, time, token), time, logs).RunAsync(cancel);
        return ExitCode.Done;
    }

    static NodeOptions Options(Settings settings)
    {
        var roles = (settings[ClusterSettings.Roles] ?? $"{Coordinator},{Worker}").Split(',', StringSplitOptions.TrimEntries);
        if (roles.FirstOrDefault(role => role is not (Coordinator or Worker)) is { } unknown)
        {
            throw new UsageException($"--roles: there is no role '{unknown}': use {Coordinator}, {Worker}, or both with a comma between");
        }

        var options = new NodeOptions
        {
            Name = settings[ClusterSettings.Name] ?? Environment.MachineName,
            IsCoordinator = roles.Contains(Coordinator),
            IsWorker = roles.Contains(Worker),
            Cluster = ClusterSettings.ClusterName(settings),
            Broker = ClusterSettings.BrokerOptions(settings),
            Listen = EndPoint(settings[ClusterSettings.Listen] ?? "127.0.0.1:0"),
            Advertise = settings[ClusterSettings.Advertise] ?? "",
            Certificates = settings[ClusterSettings.Certificates],
            Artifacts = settings.Require(ClusterSettings.Artifacts),
            Model = ModelFolders.Resolve(settings[ClusterSettings.Model]),
            Device = settings[ClusterSettings.Device] ?? "cpu",
            Threads = settings.Number(ClusterSettings.Threads, Environment.ProcessorCount, 1, 1024),
            Memory = settings.Number(ClusterSettings.Memory, (int)Math.Min(MostMebibytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / Mebibyte), 1, MostMebibytes) * Mebibyte,
            LeaveWithin = TimeSpan.FromSeconds(settings.Number(ClusterSettings.LeaveWithin, 20, 0, 3600)),
            Fault = FaultPoint.Of(Environment.GetEnvironmentVariable(FaultPoint.Variable)),
        };
        return options.Broker is null && !(options.IsCoordinator && options.IsWorker)
            ? throw new UsageException("a node without --broker is alone and needs both roles")
            : options;
    }

    static IPEndPoint EndPoint(string text) => IPEndPoint.TryParse(text, out var found)
        ? found
        : throw new UsageException($"--listen cannot be '{text}': use ADDRESS:PORT, for example 0.0.0.0:7100");
}
