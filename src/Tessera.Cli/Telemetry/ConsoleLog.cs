using Microsoft.Extensions.Logging;

namespace Tessera.Cli.Telemetry;

/// <summary>How processes that run for long write their log to the console.</summary>
static class ConsoleLog
{
    /// <param name="logs">The log.</param>
    /// <param name="instance">The name of this process, for a collector.</param>
    public static void AddTo(ILoggingBuilder logs, string instance)
    {
        logs
            .AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ "))
            .AddFilter(level => level >= LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning);
        OtlpExport.AddTo(logs, instance);
    }
}
