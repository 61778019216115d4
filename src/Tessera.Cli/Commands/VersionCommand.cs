using System.CommandLine;
using Tessera.Engine.Requests;
using Tessera.Kernels;

namespace Tessera.Cli.Commands;

/// <summary>`tessera version`: what this is and runs on.</summary>
static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version, and what it computes with.");
        command.SetAction(_ =>
        {
            Console.Out.WriteLine($"tessera {ProductVersion.Text}, .NET {Environment.Version}, kernels for {Processor.InstructionSet}");
            return ExitCode.Done;
        });
        return command;
    }
}
