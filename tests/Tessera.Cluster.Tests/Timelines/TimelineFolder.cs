using System.Buffers;
using System.Text.Json;

namespace Tessera.Cluster.Tests.Timelines;

/// <summary>A folder for the timelines of one job, deleted when disposed.</summary>
sealed class TimelineFolder : IDisposable
{
    public static readonly TimelineMember Worker = new(new("node/../1", 7), IsLeader: false);

    readonly string _root = Directory.CreateTempSubdirectory("tessera-timelines-").FullName;

    public TimelineFolder() => Job = new(_root, JobId.New());

    public ArtifactFolder Job { get; }

    public string Path => Job.Timelines;

    public string FileOf(TimelineMember member) => TimelineLog.FileOf(Path, member.Member);

    /// <summary>Reads bytes as if they stood in a file of this name.</summary>
    public static NodeTimeline Read(byte[] bytes, long mostBytes = Limits.TimelineBytes, int mostEntries = Limits.TimelineEntries, string name = "file.1") =>
        TimelineReader.Read(new MemoryStream(bytes), name, mostBytes, mostEntries);

    public static byte[] Lines(TimelineMember? member, params ReadOnlySpan<TimelineEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        if (member is not null)
        {
            TimelineCodec.Write(buffer, json, member, 0);
        }

        foreach (var entry in entries)
        {
            json.Reset(buffer);
            TimelineCodec.Write(buffer, json, entry);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
