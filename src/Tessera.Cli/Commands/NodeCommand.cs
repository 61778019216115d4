using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using Tessera.Cli.Generation;
using Tessera.Cli.Nodes;

namespace Tessera.Cli.Commands;

/// <summary>`tessera node`: one process of a cluster.</summary>
static class NodeCommand
{
    const string Coordinator = "coordinator";
    const string Worker = "worker";

    static readonly Option<string?> Name = new("--name") { Description = "The node's name, the same after a restart, its own in the cluster. Default: the host's." };
    static readonly Option<string?> Roles = new("--roles") { Description = "coordinator: may lead; worker: draws; or both, with a comma between. Default both." };
    static readonly Option<string?> Listen = new("--listen") { Description = "ADDRESS:PORT where other nodes' links come in; port 0 takes a free one. Default 127.0.0.1:0." };
    static readonly Option<string?> Advertise = new("--advertise") { Description = "Host name or address that other nodes find this one by. Default: that of --listen." };
    static readonly Option<string?> Certificates = new("--certificates") { Description = "Folder with ca.crt, NAME.crt and NAME.key, which `tessera cluster` makes. Required off loopback." };
    static readonly Option<string?> Model = new("--model") { Description = "Folder of a checkpoint, or the name of a shipped one. Default terrain." };
    static readonly Option<string?> Device = new("--device") { Description = "cpu, or cuda:0 and so on. Default cpu." };
    static readonly Option<string?> Threads = new("--threads") { Description = "CPU threads. Default: all." };
    static readonly Option<string?> LeaveWithin = new("--leave-within") { Description = "Seconds to give tiles to others when asked to end. Default 20." };

    public static Command Create(TimeProvider time)
    {
        var command = new Command("node", "Run one process of a cluster, until it is interrupted.");
        Settings.AddTo(
            command,
            [
                Name, Roles, .. ClusterSettings.OfStore, ClusterSettings.Broker, ClusterSettings.BrokerPasswordFile, ClusterSettings.BrokerAuthorityFile,
                ClusterSettings.Cluster, ClusterSettings.Artifacts, Listen, Advertise, Certificates, Model, Device, Threads, LeaveWithin,
            ]);
        command.SetAction((result, cancel) => RunAsync(new(result, Environment.GetEnvironmentVariable), time, cancel));
        return command;
    }

    static async Task<int> RunAsync(Settings settings, TimeProvider time, CancellationToken cancel)
    {
        var options = Options(settings);
        await using var store = options.IsCoordinator ? await ClusterSettings.OpenStoreAsync(settings, time, cancel) : null;
        using var logs = LoggerFactory.Create(builder => builder
            .AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ "))
            .AddFilter(level => level >= LogLevel.Information));
        await new NodeHost(options, store, time, logs).RunAsync(cancel);
        return ExitCode.Done;
    }

    static NodeOptions Options(Settings settings)
    {
        var roles = (settings[Roles] ?? $"{Coordinator},{Worker}").Split(',', StringSplitOptions.TrimEntries);
        if (roles.FirstOrDefault(role => role is not (Coordinator or Worker)) is { } unknown)
        {
            throw new UsageException($"--roles: there is no role '{unknown}': use {Coordinator}, {Worker}, or both with a comma between");
        }

        var options = new NodeOptions
        {
            Name = settings[Name] ?? Environment.MachineName,
            IsCoordinator = roles.Contains(Coordinator),
            IsWorker = roles.Contains(Worker),
            Cluster = ClusterSettings.ClusterName(settings),
            Broker = ClusterSettings.BrokerOptions(settings),
            Listen = EndPoint(settings[Listen] ?? "127.0.0.1:0"),
            Advertise = settings[Advertise] ?? "",
            Certificates = settings[Certificates],
            Artifacts = settings.Require(ClusterSettings.Artifacts),
            Model = ModelFolders.Resolve(settings[Model]),
            Device = settings[Device] ?? "cpu",
            Threads = settings.Number(Threads, Environment.ProcessorCount, 1, 1024),
            LeaveWithin = TimeSpan.FromSeconds(settings.Number(LeaveWithin, 20, 0, 3600)),
        };
        return options.Broker is null && !(options.IsCoordinator && options.IsWorker)
            ? throw new UsageException("a node without --broker is alone and needs both roles")
            : options;
    }

    static IPEndPoint EndPoint(string text) => IPEndPoint.TryParse(text, out var found)
        ? found
        : throw new UsageException($"--listen cannot be '{text}': use ADDRESS:PORT, for example 0.0.0.0:7100");
}
