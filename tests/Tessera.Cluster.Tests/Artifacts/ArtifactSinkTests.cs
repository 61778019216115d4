using System.Buffers;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Artifacts;

public sealed class ArtifactSinkTests : IDisposable
{
    static readonly JobId Job = new(new Guid("00112233-4455-6677-8899-aabbccddeeff"));

    readonly string _root = Directory.CreateTempSubdirectory("tessera-artifacts-").FullName;

    ArtifactFolder Folder => new(_root, Job);

    [Fact]
    public async Task Cores_of_several_nodes_become_the_file_of_a_stage()
    {
        await Accept(0, 1, "b");
        await Accept(0, 0, "a");
        await Accept(0, 0, "a");
        await Sink().StitchAsync(0, CancellationToken.None);

        File.ReadAllText(Folder.StagePath(0)).ShouldBe("ab");
        Folder.StagePath(0).ShouldBe(Path.Combine(_root, "00112233445566778899aabbccddeeff", "stage-0.png"));
    }

    [Fact]
    public async Task Cores_of_earlier_stages_go_when_a_later_one_is_stitched_and_all_when_the_job_has_ended()
    {
        foreach (var stage in new[] { 0, 1 })
        {
            await Accept(stage, 0, "a");
            await Accept(stage, 1, "b");
        }

        await Sink().StitchAsync(1, CancellationToken.None);
        Should.Throw<InvalidDataException>(() => Folder.LoadCore(0, new(0))).Message.ShouldEndWith("is missing");
        Folder.LoadCore(1, new(0)).Dispose();

        Folder.Clean();
        Folder.Clean();
        Directory.GetFileSystemEntries(Folder.Path).ShouldBe([Folder.StagePath(1)]);
    }

    [Fact]
    public void Preview_is_replaced_as_a_whole()
    {
        Folder.SavePreview("first and longer"u8);
        Folder.SavePreview("second"u8);

        File.ReadAllText(Folder.PreviewPath).ShouldBe("second");
        Directory.GetFileSystemEntries(Folder.Path).ShouldBe([Folder.PreviewPath]);
    }

    [Fact]
    public async Task Files_of_a_job_are_deleted_with_their_folder_and_those_of_others_stay()
    {
        var other = new ArtifactFolder(_root, JobId.New());
        other.Create();
        Folder.Delete();
        Folder.DeleteReport();
        await Accept(0, 0, "a");

        Folder.Delete();
        Directory.GetFileSystemEntries(_root).ShouldBe([other.Path]);
    }

    [Fact]
    public async Task Missing_or_damaged_core_is_told_from_a_disk_that_refuses()
    {
        await Accept(0, 0, "a");
        (await Should.ThrowAsync<InvalidDataException>(Sink().StitchAsync(0, CancellationToken.None))).Message.ShouldEndWith("1.core is missing");

        await Accept(0, 1, "b");
        var path = Path.Combine(Folder.Path, "cores", "0", "1.core");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path)[..^1], 0]);
        (await Should.ThrowAsync<InvalidDataException>(Sink().StitchAsync(0, CancellationToken.None))).Message.ShouldContain("is damaged");
    }

    [Fact]
    public async Task Stage_that_cannot_be_written_is_tried_again_each_beat()
    {
        await Accept(0, 0, "a");
        await Accept(0, 1, "b");
        var (failures, time) = (2, new ManualTime());
        var troubles = new List<string>();
        var sink = new ArtifactSink(Folder, new Stitcher(() => failures-- > 0), time, troubles.Add);

        var stitching = sink.StitchAsync(0, CancellationToken.None);
        stitching.IsCompleted.ShouldBeFalse();
        await time.AdvanceUntilEndedAsync(stitching, MachineLimits.BeatEvery);
        troubles.ShouldBe(["no space left", "no space left"]);
        failures.ShouldBe(-1);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    ArtifactSink Sink() => new(Folder, new Stitcher(() => false), TimeProvider.System);

    Task Accept(int stage, int tile, string core) =>
        new ArtifactSink(Folder, stitcher: null, TimeProvider.System).AcceptAsync(stage, new(tile), System.Text.Encoding.ASCII.GetBytes(core), CancellationToken.None);

    /// <summary>Writes the cores of two tiles one after the other.</summary>
    sealed class Stitcher(Func<bool> isFull) : IStageStitcher
    {
        public Task StitchAsync(int stage, Func<TileId, IMemoryOwner<byte>> core, string path, CancellationToken cancellationToken)
        {
            if (isFull())
            {
                throw new IOException("no space left");
            }

            using var first = core(new(0));
            using var second = core(new(1));
            File.WriteAllBytes(path, [.. first.Memory.Span, .. second.Memory.Span]);
            return Task.CompletedTask;
        }
    }
}
