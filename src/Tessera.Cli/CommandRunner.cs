using System.CommandLine;
using Tessera.Cli.Client;
using Tessera.Cluster;
using Tessera.Media;
using Tessera.Models.Prompts;
using Tessera.Models.Safetensors;
using Tessera.Tiling;

namespace Tessera.Cli;

/// <summary>Runs a command line, and turns what goes wrong into one line and an exit code.</summary>
static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine("tessera: " + parsed.Errors[0].Message);
            return ExitCode.Usage;
        }

        using var interrupt = new Interrupt();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("tessera: cancelled");
            return ExitCode.Cancelled;
        }
        catch (ServerException e)
        {
            Console.Error.WriteLine("tessera: " + e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (e is UsageException or PlanException or PromptException or InvalidDataException or InvalidImageException or SafetensorsException)
        {
            Console.Error.WriteLine("tessera: " + e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is JobFailedException or StoreUnavailableException or IOException or UnauthorizedAccessException or System.Runtime.InteropServices.ExternalException)
        {
            Console.Error.WriteLine("tessera: " + e.Message);
            return ExitCode.Failed;
        }
    }
}
