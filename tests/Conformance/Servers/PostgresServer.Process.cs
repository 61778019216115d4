using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Conformance.Servers;

/// <content>Its process: starting, stopping, killing and pausing it.</content>
public sealed partial class PostgresServer
{
    const string Ready = "database system is ready to accept connections";
    const int FirstPort = 20_000, LastPort = 32_000; // below those that the system gives to connections

    readonly Queue<string> _said = [];
    Process? _process;

    /// <summary>Starts the server again.</summary>
    /// <exception cref="InvalidOperationException">It does not start; the text has what it said.</exception>
    public async Task StartAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_said)
        {
            _said.Clear();
        }

        _process = await ServerProcess.StartAsync(
            User, Binary("postgres"), "-D", DataFolder, "-p", Port.ToString(CultureInfo.InvariantCulture), "-h", "127.0.0.1", "-k", _folder,
            "-c", "shared_buffers=16MB", "-c", "max_connections=100", "-c", "fsync=on", "-c", "logging_collector=off", "-c", "log_destination=stderr");
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, ready);
        _process.OutputDataReceived += (_, line) => Hear(line.Data, ready);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, ended) == ended)
        {
            _process.Dispose();
            _process = null;
            lock (_said)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {string.Join(" | ", _said)}");
            }
        }
    }

    /// <summary>Stops the server in order; whoever is connected is disconnected.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            Resume();
            ServerProcess.AskToEnd(process.Id);
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Kills the server and all its processes, as a power cut would.</summary>
    public async Task KillAsync()
    {
        var process = _process ?? throw new InvalidOperationException("the server does not run");
        ServerProcess.Pause(process.Id); // it starts no others
        var children = ServerProcess.ChildrenOf(process.Id);
        ServerProcess.End([process.Id, .. children]);
        await process.WaitForExitAsync();
        while (children.Any(ServerProcess.Lives))
        {
            await Task.Yield();
        }

        process.Dispose();
        _process = null;
    }

    /// <summary>Stops the server and all its processes where they are: it takes connections, and answers nothing.</summary>
    public void Pause()
    {
        var process = _process ?? throw new InvalidOperationException("the server does not run");
        ServerProcess.Pause(process.Id);
        ServerProcess.Pause(ServerProcess.ChildrenOf(process.Id));
    }

    /// <summary>Lets a stopped server go on.</summary>
    public void Resume()
    {
        if (_process is { } process)
        {
            ServerProcess.Resume([process.Id, .. ServerProcess.ChildrenOf(process.Id)]);
        }
    }

    void Hear(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > 50)
            {
                _said.Dequeue();
            }
        }

        if (line.Contains(Ready, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    static int FreePort()
    {
        var random = new Random(Guid.NewGuid().GetHashCode());
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                var port = random.Next(FirstPort, LastPort);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // taken
            }
        }
    }
}
