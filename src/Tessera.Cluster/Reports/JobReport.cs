using System.Text.Json;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// What was done for a job, by whom, in what time: made of the timelines of its members, so that it can be made again at any time. Times are seconds, by
/// each host's clock.
/// </summary>
public sealed record JobReport
{
    /// <summary>The version of this form.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The job's id.</summary>
    public required string Job { get; init; }

    /// <summary>How it ended; null when it has not, or nobody knows.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why, if it is not done.</summary>
    public string? Reason { get; init; }

    /// <summary>When the first member noted something; null when none did.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>When the last slice ended, or the job.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Between the two.</summary>
    public double Seconds { get; init; }

    /// <summary>Tokens through the network on all nodes: whole windows; both branches of guidance count once.</summary>
    public long Tokens { get; init; }

    /// <summary>The stages, from coarse to fine.</summary>
    public required IReadOnlyList<StageReport> Stages { get; init; }

    /// <summary>Whoever drew, each life of a process by itself.</summary>
    public required IReadOnlyList<NodeReport> Nodes { get; init; }

    /// <summary>Who led it, each life of a process by itself.</summary>
    public required IReadOnlyList<string> Leaders { get; init; }

    /// <summary>Payload of predictions between tiles of the same node.</summary>
    public long LocalBytes { get; init; }

    /// <summary>Payload of predictions between nodes.</summary>
    public long RemoteBytes { get; init; }

    /// <summary>Changes of ownership, in order; at most <see cref="Limits.ReportLines"/>.</summary>
    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    /// <summary>Evaluations of tiles that were made more than once, because tiles went back to a cut.</summary>
    public long EvaluationsAgain { get; init; }

    /// <summary>Steps of stages in which there were such.</summary>
    public int StepsAgain { get; init; }

    /// <summary>Commits of the job's row, by outcome.</summary>
    public required IReadOnlyDictionary<string, long> Commits { get; init; }

    /// <summary>What they took, the store's time included.</summary>
    public double CommitSeconds { get; init; }

    /// <summary>What whoever stitched the last stage found in the picture: its hash, and its seams; null when nobody did.</summary>
    public JsonElement? Picture { get; init; }

    /// <summary>Makes the report of what a job's members have noted so far.</summary>
    /// <param name="folder">The job's files.</param>
    /// <param name="row">The job in the store, which knows how it ended also when its leader died of it; null to believe what leaders noted.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static JobReport Read(ArtifactFolder folder, JobRow? row = null)
    {
        var builder = new JobReportBuilder();
        foreach (var timeline in TimelineReader.Read(folder))
        {
            builder.Add(timeline);
        }

        var report = builder.Build(folder.Job.ToString(), PictureOf(folder));
        return row is null ? report : report with { Outcome = row.Outcome is { } outcome ? Instruments.Text(outcome) : null, Reason = row.Reason };
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; what a newer version added is passed over.</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="InvalidDataException">It is something else; one line says where.</exception>
    public static JobReport Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ReportJson.Default.JobReport) is { } report && report.IsWhole()
                ? report
                : throw new InvalidDataException("the report has holes");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the report is malformed: {e.Message}", e);
        }
    }

    /// <summary>Writes it where the job's files are; when this returns, a power cut spares it.</summary>
    /// <param name="folder">The job's files.</param>
    /// <exception cref="IOException">The disk is full, or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Save(ArtifactFolder folder) => WholeFile.Save(folder.ReportPath, ToJson());

    /// <summary>As JSON, in UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.JobReport);

    bool IsWhole() => Stages.All(stage => stage is not null) && Epochs.All(epoch => epoch is not null) && Leaders.All(leader => leader is not null)
        && Nodes.All(node => node is not null && node.Phases.Values.All(phase => phase is not null));

    /// <summary>What is no such file is passed over: nothing else depends on it.</summary>
    static JsonElement? PictureOf(ArtifactFolder folder)
    {
        var file = new FileInfo(folder.PicturePath);
        if (!file.Exists || file.Length > Limits.PictureFactsBytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file.FullName), new() { MaxDepth = 8 });
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return null;
        }
    }
}
