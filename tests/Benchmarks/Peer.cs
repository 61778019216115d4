using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tessera.Benchmarks;

/// <summary>The PyTorch side: a process that holds the same weights and answers one line with one line.</summary>
sealed class Peer : IDisposable
{
    readonly Process _process;

    Peer(Process process)
    {
        _process = process;
        Version = Answer().GetProperty("version").GetString()!;
    }

    /// <summary>Of PyTorch.</summary>
    public string Version { get; }

    /// <summary>Starts the process and waits until it has loaded the weights.</summary>
    /// <exception cref="PeerException">It does not start.</exception>
    public static Peer Start(BenchmarkOptions options)
    {
        var threads = options.Threads.ToString(CultureInfo.InvariantCulture);
        var script = Path.Combine(AppContext.BaseDirectory, "peer.py");
        var start = new ProcessStartInfo(options.Python, [script, options.Model, threads])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = threads;
        try
        {
            return new Peer(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new PeerException($"{options.Python} does not start: {e.Message}");
        }
    }

    /// <summary>Has the process do a piece of work.</summary>
    /// <returns>Seconds, as the process measured them; reading inputs and writing the result are not counted.</returns>
    /// <exception cref="PeerException">It ended instead.</exception>
    public double Run(JsonObject request, string inputs, string output)
    {
        request["inputs"] = inputs;
        request["output"] = output;
        _process.StandardInput.WriteLine(request.ToJsonString());
        _process.StandardInput.Flush();
        return Answer().GetProperty("seconds").GetDouble();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The process ends at the end of its input, unless it is at work.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    JsonElement Answer() => _process.StandardOutput.ReadLine() is { } line
        ? JsonElement.Parse(line)
        : throw new PeerException("the PyTorch side ended; what it says is above (it needs python3-torch)");
}
