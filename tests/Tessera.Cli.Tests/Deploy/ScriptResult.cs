namespace Tessera.Cli.Tests.Deploy;

/// <summary>How a script ended and what it said. On a terminal all of it is in <paramref name="Output"/>.</summary>
sealed record ScriptResult(int ExitCode, string Output, string Errors)
{
    public string LastLine => Output.TrimEnd('\n').Split('\n')[^1];
}
