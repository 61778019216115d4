using Tessera.Server.Contracts;

namespace Tessera.Cli.Jobs;

/// <summary>A line for each change of state, and now and then on the way; on a terminal one line that changes.</summary>
/// <param name="time">The clock.</param>
/// <param name="output">Where to.</param>
/// <param name="width">Characters of the terminal's lines; null where there is none.</param>
sealed class LineDisplay(TimeProvider time, TextWriter output, int? width) : IJobDisplay
{
    static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    string _line = "";
    string _state = "";
    long _shownAt;

    public TimeSpan LookEvery => LineEvery;

    public bool ShowsNodes => false;

    public async Task<JobView> RunAsync(Func<Task<JobView>> follow)
    {
        try
        {
            return await follow();
        }
        finally
        {
            output.Write(width is null ? "" : "\n");
        }
    }

    public void Show(JobView job, NodeList? nodes)
    {
        var (state, hasEnded) = (JobText.StateOf(job), JobText.HasEnded(job));
        Write($"{state}: {JobText.ProgressOf(job)}".TrimEnd(' ', ':'), isDue: state != _state || hasEnded);
        _state = state;
    }

    public void ShowTrouble(string line) => Write(line, isDue: false);

    void Write(string line, bool isDue)
    {
        if (width is { } most)
        {
            output.Write("\r\e[2K" + (line.Length < most ? line : line[..(most - 1)]));
        }
        else if (line != _line && (isDue || time.GetElapsedTime(_shownAt) >= LineEvery))
        {
            output.WriteLine(line);
            (_line, _shownAt) = (line, time.GetTimestamp());
        }
    }
}
