namespace Tessera.Cli;

/// <summary>What was asked for cannot be: the message is one line that says what to change.</summary>
sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
