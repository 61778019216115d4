using Tessera.Server.Contracts;

namespace Tessera.Cli.Jobs;

/// <summary>A line for each change of state, and now and then on the way; on a terminal one line that changes.</summary>
sealed class LineDisplay(TimeProvider time, TextWriter output, bool isTerminal) : IJobDisplay
{
    static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    string _line = "";
    string _state = "";
    long _shownAt;

    public TimeSpan LookEvery => LineEvery;

    public bool ShowsNodes => false;

    public Task<JobView> RunAsync(Func<Task<JobView>> follow) => follow();

    public void Show(JobView job, NodeList? nodes)
    {
        var (state, hasEnded) = (JobText.StateOf(job), JobText.HasEnded(job));
        Write($"{state}: {JobText.ProgressOf(job)}".TrimEnd(' ', ':'), isDue: state != _state || hasEnded, isLast: hasEnded);
        _state = state;
    }

    public void ShowTrouble(string line) => Write(line, isDue: false, isLast: false);

    void Write(string line, bool isDue, bool isLast)
    {
        if (isTerminal)
        {
            output.Write("\r\e[2K" + line + (isLast ? "\n" : ""));
        }
        else if (line != _line && (isDue || time.GetElapsedTime(_shownAt) >= LineEvery))
        {
            output.WriteLine(line);
            (_line, _shownAt) = (line, time.GetTimestamp());
        }
    }
}
