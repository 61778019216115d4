namespace Tessera.Cli.Client;

/// <summary>The server does not answer, or not now: it may be asked again. What was asked for may have happened.</summary>
sealed class ServerUnavailableException(string message, TimeSpan retryAfter = default, Exception? innerException = null) : ServerException(message, innerException)
{
    /// <summary>How long the server wants to be left alone; zero when it has not said.</summary>
    public TimeSpan RetryAfter => retryAfter;
}
