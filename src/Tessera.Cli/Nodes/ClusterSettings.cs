using System.CommandLine;
using Tessera.Cluster;
using Tessera.Cluster.RabbitMq;
using Tessera.Cluster.Store;

namespace Tessera.Cli.Nodes;

/// <summary>The settings of nodes and clients of a cluster, and what is opened with them.</summary>
static class ClusterSettings
{
    public static readonly Option<string?> Store = new("--store") { Description = "Where jobs are kept: sqlite:PATH on one host, or postgres://USER@HOST:PORT/DATABASE." };
    public static readonly Option<string?> StorePasswordFile = new("--store-password-file") { Description = "File whose first line is the store's password." };
    public static readonly Option<string?> StoreAuthorityFile = new("--store-authority-file") { Description = "PEM file of the authority of the store's certificate. Default: the system's." };
    public static readonly Option<string?> Broker = new("--broker") { Description = "The message broker: amqp://USER@HOST:PORT/VHOST on this host, amqps:// elsewhere. Without it the node is alone." };
    public static readonly Option<string?> BrokerPasswordFile = new("--broker-password-file") { Description = "File whose first line is the broker's password." };
    public static readonly Option<string?> BrokerAuthorityFile = new("--broker-authority-file") { Description = "PEM file of the authority of the broker's certificate. Default: the system's." };
    public static readonly Option<string?> Cluster = new("--cluster") { Description = "The cluster's name, where several share a broker. Default tessera." };
    public static readonly Option<string?> Artifacts = new("--artifacts") { Description = "Folder of all jobs' files, on storage that every node shares." };

    public static readonly Option<string?> Name = new("--name") { Description = "The node's name, the same after a restart, its own in the cluster. Default: the host's." };
    public static readonly Option<string?> Roles = new("--roles") { Description = "coordinator: may lead; worker: draws; or both, with a comma between. Default both." };
    public static readonly Option<string?> Listen = new("--listen") { Description = "ADDRESS:PORT where other nodes' links come in; port 0 takes a free one. Default 127.0.0.1:0." };
    public static readonly Option<string?> Advertise = new("--advertise") { Description = "Host name or address that other nodes find this one by. Default: that of --listen." };
    public static readonly Option<string?> Certificates = new("--certificates") { Description = "Folder with ca.crt, NAME.crt and NAME.key, which `tessera cluster` makes. Required off loopback." };
    public static readonly Option<string?> Model = new("--model") { Description = "Folder of a checkpoint, or the name of a shipped one. Default terrain." };
    public static readonly Option<string?> Device = new("--device") { Description = "cpu, or cuda:0 and so on. Default cpu." };
    public static readonly Option<string?> Threads = new("--threads") { Description = "CPU threads. Default: all." };
    public static readonly Option<string?> Memory = new("--memory") { Description = "MiB for tiles. Default: half of what the process may have." };
    public static readonly Option<string?> LeaveWithin = new("--leave-within") { Description = "Seconds to give tiles to others when asked to end. Default 20." };

    /// <summary>What a node takes.</summary>
    public static Option<string?>[] All =>
    [
        Name, Roles, .. OfStore, Broker, BrokerPasswordFile, BrokerAuthorityFile, Cluster, Artifacts, Listen, Advertise, Certificates, Model, Device, Threads,
        Memory, LeaveWithin,
    ];

    /// <summary>What a client of a cluster needs.</summary>
    public static Option<string?>[] OfStore => [Store, StorePasswordFile, StoreAuthorityFile];

    public static string ClusterName(Settings settings) => settings[Cluster] ?? "tessera";

    /// <exception cref="UsageException">The address is none.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be used.</exception>
    public static async Task<IJobStore> OpenStoreAsync(Settings settings, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            return await JobStores.OpenAsync(
                new(settings.Require(Store)) { PasswordFile = settings[StorePasswordFile], RootCertificateFile = settings[StoreAuthorityFile] }, time, cancel);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--store: {e.Message}", e);
        }
    }

    /// <returns>Null for a node that is alone.</returns>
    /// <exception cref="UsageException">The address is none.</exception>
    public static RabbitMqOptions? BrokerOptions(Settings settings)
    {
        try
        {
            return settings[Broker] is { } broker
                ? new RabbitMqOptions
                {
                    Address = BrokerAddress.Parse(broker),
                    PasswordFile = settings.Require(BrokerPasswordFile),
                    AuthorityFile = settings[BrokerAuthorityFile],
                    Cluster = ClusterName(settings),
                }
                : null;
        }
        catch (FormatException e)
        {
            throw new UsageException($"--broker: {e.Message}", e);
        }
    }
}
