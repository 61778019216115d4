using System.Diagnostics;
using Conformance.Servers;

namespace EndToEnd.Harness;

/// <summary>One process of `tessera`, and what it says. The kernel kills it when this process ends, however it ends.</summary>
sealed class NodeProcess
{
    readonly Process _process;
    readonly List<LogLine> _lines = [];

    NodeProcess(string name, Process process)
    {
        (Name, _process, Id) = (name, process, process.Id);
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    public int Id { get; }

    public bool Lives => !_process.HasExited;

    /// <summary>Whether it was ended on purpose.</summary>
    public bool IsEnded { get; private set; }

    public IReadOnlyList<LogLine> Log
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public bool IsReady => Log.Any(line => line.Event is Events.CoordinatorReady or Events.WorkerReady or Events.Serves);

    /// <summary>Its name and incarnation in the cluster, as others log it.</summary>
    public string Member => Log.First(line => line.Event is Events.CoordinatorReady or Events.WorkerReady).Text.Split(' ')[1];

    /// <summary>The last term in which it leads; 0 when it does not.</summary>
    public long Term => Log.LastOrDefault(line => line.Event is Events.Leads or Events.LeadsNoLonger) is { Event: Events.Leads, Text: var text }
        ? long.Parse(text.AsSpan(text.LastIndexOf(' ') + 1), System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    public static async Task<NodeProcess> StartAsync(string name, IEnumerable<string> command)
    {
        string[] words = [.. command];
        return new(name, await ServerProcess.StartAsync(null, words[0], words[1..]));
    }

    /// <returns>When.</returns>
    public async Task<DateTimeOffset> KillAsync()
    {
        IsEnded = true;
        var at = TimeProvider.System.GetUtcNow();
        ServerProcess.End(Id);
        await _process.WaitForExitAsync();
        return at;
    }

    public DateTimeOffset Pause()
    {
        var at = TimeProvider.System.GetUtcNow();
        ServerProcess.Pause(Id);
        return at;
    }

    public DateTimeOffset Resume()
    {
        var at = TimeProvider.System.GetUtcNow();
        ServerProcess.Resume([Id]);
        return at;
    }

    /// <summary>Whether it is stopped, by us or by itself.</summary>
    public bool IsStopped
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{Id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'T';
        }
    }

    /// <summary>Asks it to leave.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> LeaveAsync(TimeSpan within)
    {
        IsEnded = true;
        ServerProcess.AskToLeave(Id);
        return EndAsync(within);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(TimeSpan within)
    {
        await Await.TrueAsync($"the end of {Name}", within, () => !Lives);
        await _process.WaitForExitAsync(); // for the rest of its log
        return _process.ExitCode;
    }

    void Hear(string? text)
    {
        if (text is not null)
        {
            lock (_lines)
            {
                _lines.Add(LogLine.Parse(Name, text));
            }
        }
    }
}
