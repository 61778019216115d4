namespace Tessera.Cli;

/// <summary>How the command ends.</summary>
static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Cancelled = 3;
    public const int Timeout = 4;
}
