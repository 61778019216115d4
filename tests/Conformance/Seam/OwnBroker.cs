using Conformance.Servers;

namespace Conformance.Seam;

/// <summary>A broker for tests that do not leave it alone.</summary>
public sealed class OwnBroker : IAsyncLifetime
{
    public RabbitServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RabbitServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
