using System.Globalization;
using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Trials;

/// <summary>Where trials happen: one cluster, one picture, and chance.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="picture">What every job draws.</param>
/// <param name="random">Chooses moments and victims.</param>
/// <param name="isLoose">Whether times are not judged, as on a machine that does other things too.</param>
sealed partial class Scene(Cluster cluster, Picture picture, Random random, bool isLoose)
{
    /// <summary>More than a job ever takes, with everything that happens to it.</summary>
    static readonly TimeSpan JobWithin = TimeSpan.FromMinutes(8);

    /// <summary>Steps that a death may cost.</summary>
    const int MostAgain = 2;

    public Cluster Cluster => cluster;

    public Random Random => random;

    public Picture Picture => picture;

    /// <summary>When the trial began.</summary>
    public DateTimeOffset Began { get; private set; }

    /// <summary>Draws a picture, does something to the cluster meanwhile, and checks the picture and what it cost.</summary>
    /// <param name="prepare">Comes before the job; may be null.</param>
    /// <param name="disturb">Comes at a random moment.</param>
    /// <param name="check">Comes when the job has ended; may be null.</param>
    /// <param name="latest">The part of the job that is done at the latest such moment.</param>
    public async Task<Finding> RunAsync(Func<Task>? prepare, Func<Job, Task<Finding>> disturb, Action<Finding>? check = null, double latest = 0.85)
    {
        var hash = await Undisturbed.HashOfAsync(picture);
        while (true)
        {
            Began = TimeProvider.System.GetUtcNow();
            try
            {
                await (prepare?.Invoke() ?? Task.CompletedTask);
                var job = await cluster.SubmitAsync(picture);
                await using var files = new StateFiles(Path.GetDirectoryName(cluster.StagePath(job.Id, 0))!);
                var moment = latest * random.NextDouble();
                if (await job.ReachAsync(moment, JobWithin))
                {
                    // The store is shown a job's progress once a second.
                    await Await.PassAsync(TimeSpan.FromSeconds(random.NextDouble()));
                    var finding = await JudgeAsync(job, await disturb(job), files, hash, moment);
                    check?.Invoke(finding);
                    _ = isLoose ? "" : Tell();
                    return finding;
                }
            }
            catch (Exception e)
            {
                throw new TrialException($"{e.Message}\n{Tell()}");
            }
        }
    }

    /// <summary>Waits until a leader knows that a node is dead.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> DetectAsync(string member, DateTimeOffset died)
    {
        LogLine? found = null;
        await Await.TrueAsync($"the news that {member} is dead", TimeSpan.FromMinutes(1), () =>
        {
            found = Lines(Events.Died).Where(line => Names(line, member)).Select(line => (LogLine?)line).FirstOrDefault();
            return found is not null;
        });
        return found!.Value.At - died;
    }

    public IEnumerable<LogLine> Lines(params int[] events) => cluster.LogSince(Began).Where(line => events.Contains(line.Event));

    /// <summary>Whether a line is about this life of a node.</summary>
    public static bool Names(LogLine line, string member) => line.Text.Split(' ').Contains(member, StringComparer.Ordinal);

    public void Judge(string what, TimeSpan took, TimeSpan most)
    {
        if (!isLoose && took > most)
        {
            throw new TrialException(string.Create(CultureInfo.InvariantCulture, $"{what} took {took.TotalSeconds:0.00} s, more than {most.TotalSeconds} s"));
        }
    }

    async Task<Finding> JudgeAsync(Job job, Finding finding, StateFiles files, string hash, double moment)
    {
        if (await job.EndAsync(JobWithin) != hash)
        {
            throw new TrialException("the picture is not the undisturbed one");
        }

        var took = job.Took;
        var again = Math.Max(Lines(Events.Note).Select(StepsAgain).DefaultIfEmpty(0).Max(), StepsStoredAgain(files));
        if (again > MostAgain)
        {
            throw new TrialException($"{again} steps are computed again, more than {MostAgain}");
        }

        await cluster.MendAsync();
        return finding with
        {
            What = string.Create(CultureInfo.InvariantCulture, $"{finding.What} at {moment:0 %}"),
            Took = took,
            Again = again,
            Refused = Lines(Events.RefusedReport, Events.RefusedOrder, Events.DroppedPredictions).Count(),
        };
    }

    static int StepsAgain(LogLine line) => Again().Match(line.Text) is { Success: true } match
        ? Number(match.Groups["last"]) - Number(match.Groups["first"]) + 1
        : 0;

    /// <summary>What the files of tiles say: a leader that took over does not know how far nodes had been.</summary>
    int StepsStoredAgain(StateFiles files)
    {
        var owned = Lines(Events.Note).Select(line => Owned().Match(line.Text)).Where(match => match.Success)
            .Select(match => (Epoch: Number(match.Groups["epoch"]), Stage: Number(match.Groups["stage"]), Step: Number(match.Groups["step"])))
            .OrderBy(change => change.Epoch).ToList();
        return owned.Zip(owned.Skip(1)).Where(pair => pair.First.Stage == pair.Second.Stage)
            .Select(pair => files.Seen.Keys.Where(file => file.Epoch == pair.First.Epoch).Select(file => file.Step - pair.Second.Step).DefaultIfEmpty(0).Max())
            .DefaultIfEmpty(0).Max();
    }

    static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Writes the trial's whole story to a file, and gives its end.</summary>
    string Tell()
    {
        Directory.CreateDirectory(TesseraCommand.StoriesFolder);
        var file = Path.Combine(TesseraCommand.StoriesFolder, string.Create(CultureInfo.InvariantCulture, $"story-{Began:yyyyMMdd-HHmmss}.log"));
        var lines = cluster.LogSince(Began).Select(line => line.ToString()).ToList();
        File.WriteAllLines(file, lines);
        return $"The story is in {file}; it ends with:\n{string.Join('\n', lines.TakeLast(30))}";
    }

    [GeneratedRegex(@"steps (?<first>\d+) to (?<last>\d+) are computed again", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Again();

    [GeneratedRegex(@"epoch (?<epoch>\d+): stage (?<stage>\d+) goes on after step (?<step>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Owned();
}
