using RabbitMQ.Client.Events;

namespace Tessera.Cluster.RabbitMq;

/// <summary>One line that says why a connection was not made, or did not last.</summary>
static class Failures
{
    public static string Describe(Exception e)
    {
        var cause = e.GetBaseException();
        return cause is OperationCanceledException or TimeoutException
            ? $"The broker did not answer within {RabbitMqLimits.OpenWithin.TotalSeconds:0.#} s."
            : cause.Message.ReplaceLineEndings(" ");
    }

    public static string Describe(ShutdownEventArgs e) => e.Exception is { } cause ? Describe(cause) : e.ReplyText.ReplaceLineEndings(" ");
}
