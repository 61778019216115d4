using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Conformance.Servers;

/// <summary>
/// Processes that end with the one that tests: the kernel kills them when the thread that started them ends, so one thread starts them all and
/// lives as long as its process.
/// </summary>
static partial class ServerProcess
{
    const int Interrupt = 2, Kill = 9, Terminate = 15, Continue = 18, Stop = 19;

    static readonly BlockingCollection<Action> Starts = Begin();

    /// <summary>Starts a program that is killed when this process ends, however it ends.</summary>
    /// <param name="user">Whose it is to be; null for ours.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Task<Process> StartAsync(string? user, string program, params IEnumerable<string> arguments)
    {
        var start = StartInfoOf(user, ["--pdeathsig", "KILL"], program, arguments);
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the text has what it said.</exception>
    public static async Task RunAsync(string? user, string program, params IEnumerable<string> arguments)
    {
        using var process = await StartAsync(user, program, arguments);
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with code {process.ExitCode}: {string.Concat(said)}");
        }
    }

    /// <summary>Asks a server to end at once but in order.</summary>
    public static void AskToEnd(int process) => Send(process, Interrupt);

    /// <summary>Asks a process to end when it has put its things in order.</summary>
    public static void AskToLeave(int process) => Send(process, Terminate);

    /// <summary>Ends processes without their doing.</summary>
    public static void End(params IEnumerable<int> processes) => SendAll(processes, Kill);

    /// <summary>Stops processes where they are.</summary>
    public static void Pause(params IEnumerable<int> processes) => SendAll(processes, Stop);

    /// <summary>Lets stopped processes go on.</summary>
    public static void Resume(params IEnumerable<int> processes) => SendAll(processes, Continue);

    /// <summary>The processes that a process has started.</summary>
    public static int[] ChildrenOf(int process) =>
        [.. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Whether a process is there and not merely waiting to be forgotten.</summary>
    public static bool Lives(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    static ProcessStartInfo StartInfoOf(string? user, IEnumerable<string> options, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("setpriv")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            Environment = { ["LC_ALL"] = "C" },
        };
        string[] identity = user is null ? [] : ["--reuid", user, "--regid", user, "--init-groups"];
        foreach (var argument in (IEnumerable<string>)[.. identity, .. options, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    static BlockingCollection<Action> Begin()
    {
        var starts = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable())
            {
                start();
            }
        }) { IsBackground = true, Name = "Servers" }.Start();
        return starts;
    }

    static void SendAll(IEnumerable<int> processes, int signal)
    {
        foreach (var process in processes)
        {
            Send(process, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
