using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Jobs;

/// <summary>A job and the nodes that draw it, on a terminal.</summary>
sealed class TableDisplay(IAnsiConsole console) : IJobDisplay
{
    const int MostNodes = 16;
    const int MostBar = 60;

    LiveDisplayContext? _context;
    (JobView Job, NodeList? Nodes)? _shown;
    string? _trouble;

    public TimeSpan LookEvery => TimeSpan.FromSeconds(1);

    public bool ShowsNodes => true;

    public async Task<JobView> RunAsync(Func<Task<JobView>> follow)
    {
        try
        {
            return await console.Live(new Text("")).AutoClear(true).StartAsync(async context =>
            {
                _context = context;
                return await follow();
            });
        }
        finally
        {
            _context = null;
            if (_shown is var (job, _))
            {
                console.Write(Picture(job, nodes: null, _trouble, console.Profile.Capabilities.Unicode)); // without the room that nodes took
            }
        }
    }

    public void Show(JobView job, NodeList? nodes)
    {
        (_shown, _trouble) = ((job, nodes), null);
        Draw();
    }

    public void ShowTrouble(string line)
    {
        _trouble = line;
        Draw();
    }

    /// <summary>What is shown of a job.</summary>
    public static IRenderable Picture(JobView job, NodeList? nodes, string? trouble, bool isUnicode)
    {
        List<IRenderable> lines =
        [
            new Text(JobText.TitleOf(job), new Style(decoration: Decoration.Bold)).Ellipsis(),
            Bar(job, isUnicode),
            new Text($"{JobText.StateOf(job)}: {JobText.ProgressOf(job)}".TrimEnd(' ', ':')),
        ];
        if (nodes is { Nodes.Count: > 0 } && !JobText.HasEnded(job))
        {
            lines.AddRange(new Text(""), Table(nodes, job.Id));
        }

        if (trouble is not null)
        {
            lines.Add(new Text(trouble, new Style(Color.Yellow)));
        }

        return new Rows(lines);
    }

    void Draw()
    {
        if (_shown is var (job, nodes))
        {
            _context?.UpdateTarget(Picture(job, nodes, _trouble, console.Profile.Capabilities.Unicode));
        }
    }

    static Paragraph Bar(JobView job, bool isUnicode)
    {
        var part = job.State is Cluster.JobState.Done ? 1 : Math.Clamp(job.Progress?.Fraction ?? 0, 0, 1);
        var (full, mark) = ((int)(part * MostBar), isUnicode ? '━' : '=');
        var colour = JobText.HasEnded(job) && job.State is not Cluster.JobState.Done ? Color.Red : Color.Green;
        return new Paragraph()
            .Append(new string(mark, full), new Style(colour))
            .Append(new string(isUnicode ? mark : '.', MostBar - full), new Style(decoration: Decoration.Dim));
    }

    static Table Table(NodeList nodes, string job)
    {
        var table = new Table().Border(TableBorder.None).AddColumn("node").AddColumn("state");
        foreach (var title in (string[])["tiles", "step"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        var sorted = nodes.Nodes.OrderByDescending(node => string.Equals(node.Job, job, StringComparison.Ordinal)).ThenBy(node => node.Name, StringComparer.Ordinal).ToList();
        foreach (var node in sorted.Take(MostNodes))
        {
            var isOurs = string.Equals(node.Job, job, StringComparison.Ordinal);
            table.AddRow(
                new Text(Printable.Of(node.Name)).Ellipsis(),
                new Text(isOurs || node.Tiles == 0 ? NodeText.StateOf(node) : "draws another job", NodeText.StyleOf(node)),
                new Text(isOurs ? Number(node.Tiles) : ""),
                new Text(isOurs ? Number(node.Step) : ""));
        }

        return sorted.Count > MostNodes ? table.Caption(string.Create(CultureInfo.InvariantCulture, $"and {sorted.Count - MostNodes} more")) : table;
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
