using System.CommandLine;

namespace Tessera.Cli.Commands;

/// <summary>Where a picture is written.</summary>
static class OutputFile
{
    /// <exception cref="UsageException">It cannot be written there.</exception>
    public static string? Of(ParseResult result, Option<string?> option) => result.GetValue(option) switch
    {
        null => null,
        var path when Directory.Exists(path) => throw new UsageException($"{option.Name}: {path} is a folder"),
        var path when Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) => path,
        var path => throw new UsageException($"{option.Name}: there is no folder {Path.GetDirectoryName(Path.GetFullPath(path))}"),
    };
}
