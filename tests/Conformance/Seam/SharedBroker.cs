using Conformance.Servers;
using Tessera.Cluster;
using Tessera.Cluster.RabbitMq;

namespace Conformance.Seam;

/// <summary>One broker for all tests that leave it alone.</summary>
public sealed class SharedBroker : IAsyncLifetime
{
    public const string Name = "shared broker";

    public RabbitServer Server { get; private set; } = null!;

    public static RabbitMqSeam Join(
        RabbitServer server, string cluster, string name, bool hearsBroadcasts = true, Limits? limits = null) =>
        new(name, Options(server, cluster), limits ?? new Limits(), TimeProvider.System, new Random(1), hearsBroadcasts);

    public static RabbitMqOptions Options(RabbitServer server, string cluster) =>
        new() { Address = server.Address, PasswordFile = server.PasswordFile, Cluster = cluster };

    public async Task InitializeAsync() => Server = await RabbitServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
