namespace Tessera.Cli.Client;

/// <summary>The server's answer is none that can be used: the message is one line, and has nothing that a terminal obeys.</summary>
class ServerException(string message, Exception? innerException = null) : Exception(Printable.Of(message), innerException)
{
    /// <summary>How the command ends.</summary>
    public virtual int ExitCode => Cli.ExitCode.Failed;
}
