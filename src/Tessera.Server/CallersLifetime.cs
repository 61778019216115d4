using Microsoft.Extensions.Hosting;

namespace Tessera.Server;

/// <summary>Whoever runs the server decides when it ends, and hears signals himself: the framework's own would end open requests before the server is no longer ready.</summary>
sealed class CallersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
