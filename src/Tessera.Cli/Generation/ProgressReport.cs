using Spectre.Console;

namespace Tessera.Cli.Generation;

/// <summary>How the user is told about a picture: a live line on a terminal, plain lines elsewhere, or nothing.</summary>
sealed class ProgressReport : IDisposable
{
    readonly ProgressMeter? _meter;
    readonly ITimer? _timer;
    readonly IAnsiConsole? _terminal;
    readonly Lock _gate = new();
    string? _last;

    ProgressReport(ProgressMeter? meter, IAnsiConsole? terminal, TimeProvider time)
    {
        _meter = meter;
        _terminal = terminal;
        Sink = meter is null ? new QuietProgress() : meter;
        if (meter is not null)
        {
            var period = TimeSpan.FromSeconds(terminal is null ? 5 : 0.25);
            _timer = time.CreateTimer(_ => Show(), state: null, period, period);
        }
    }

    /// <summary>What is told of every change.</summary>
    public IGenerateProgress Sink { get; }

    public static ProgressReport Create(bool quiet, TimeProvider time)
    {
        if (quiet)
        {
            return new(meter: null, terminal: null, time);
        }

        var terminal = Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return new(new ProgressMeter(time), terminal, time);
    }

    /// <summary>Says what was made.</summary>
    public void Finish(GenerateResult result)
    {
        if (_meter is null)
        {
            return;
        }

        Clear();
        Console.Error.WriteLine(ProgressMeter.Summary(result));
    }

    public void Dispose()
    {
        Clear();
        _timer?.Dispose();
    }

    void Show()
    {
        lock (_gate)
        {
            if (_meter!.Line() is not { } line || string.Equals(line, _last, StringComparison.Ordinal))
            {
                return;
            }

            _last = line;
            if (_terminal is null)
            {
                Console.Error.WriteLine(line);
                return;
            }

            var width = Math.Max(20, _terminal.Profile.Width - 1);
            Console.Error.Write("\r\e[2K" + (line.Length > width ? line[..width] : line));
        }
    }

    void Clear()
    {
        lock (_gate)
        {
            if (_terminal is not null && _last is not null)
            {
                Console.Error.Write("\r\e[2K");
            }

            _last = null;
        }
    }
}
