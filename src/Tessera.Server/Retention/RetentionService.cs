using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tessera.Cluster;

namespace Tessera.Server.Retention;

/// <summary>Runs a <see cref="Retainer"/> from time to time.</summary>
sealed partial class RetentionService(Retainer retainer, TimeProvider time, ILogger<RetentionService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ServerLimits.RetentionEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await retainer.RoundAsync(stoppingToken);
            }
            catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                LogFailed(e.Message);
            }
        }
    }

    [LoggerMessage(425, LogLevel.Warning, "Jobs that were kept for long enough cannot be deleted just now: {Reason}")]
    partial void LogFailed(string reason);
}
