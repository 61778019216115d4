using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Artifacts;

public sealed class TileFilesTests : IDisposable
{
    const int Largest = 1000;

    static readonly CutName s_cut = new(new(3), 7);
    static readonly TileId s_tile = new(5);

    readonly string _folder = Directory.CreateTempSubdirectory("tessera-tiles-").FullName;

    TileFiles Files => new(Path.Combine(_folder, "job"), Largest);

    string StatePath => Path.Combine(_folder, "job", "3-7", "5.state");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Largest)]
    public void GivesBackWhatWasSaved(int length)
    {
        using var saved = State(length, seed: length).Block;
        var digest = Save(saved);
        using var loaded = Files.Load(s_cut, s_tile, digest).Block;
        loaded.Memory.ToArray().ShouldBe(saved.Memory.ToArray());
    }

    [Fact]
    public void SavingAgainReplacesWhatWasThere()
    {
        Save(State(10, seed: 1).Block);
        var digest = Save(State(20, seed: 2).Block);
        using var loaded = Files.Load(s_cut, s_tile, digest).Block;
        loaded.Memory.Length.ShouldBe(20);
        Directory.GetFiles(Path.GetDirectoryName(StatePath)!).ShouldBe([StatePath]);
    }

    [Fact]
    public void RefusesAFileCutOffAtAnyLength()
    {
        var digest = Save(State(40, seed: 3).Block);
        var whole = File.ReadAllBytes(StatePath);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(StatePath, whole[..length]);
            Refused(digest).ShouldContain(StatePath);
        }

        File.WriteAllBytes(StatePath, [.. whole, 0]);
        Refused(digest).ShouldContain(StatePath);
    }

    [Fact]
    public void RefusesAnyBitThatFlipped()
    {
        var digest = Save(State(40, seed: 4).Block);
        var whole = File.ReadAllBytes(StatePath);
        for (var bit = 0; bit < 8 * whole.Length; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(StatePath, damaged);
            Refused(digest).ShouldContain(StatePath);
        }
    }

    [Fact]
    public void TenThousandDamagedFilesAreRefusedForAReasonThatIsCounted()
    {
        var random = new Random(20_261);
        using var saved = State(Largest, seed: 9).Block;
        var digest = Save(saved);
        var whole = File.ReadAllBytes(StatePath);
        var counts = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener) };
        meters.SetMeasurementEventCallback<long>((_, count, tags, _) => counts.AddOrUpdate((string)tags[0].Value!, count, (_, sum) => sum + count));
        meters.Start();
        var refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            File.WriteAllBytes(StatePath, Mutations.Apply(whole, random));
            try
            {
                using var loaded = Files.Load(s_cut, s_tile, digest).Block;
                loaded.Memory.Span.SequenceEqual(saved.Memory.Span).ShouldBeTrue(); // it may be changed back, or to what it was
            }
            catch (InvalidDataException e)
            {
                e.Message.ShouldContain(StatePath);
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(9900);
        foreach (var reason in (string[])["digest", "header", "size"])
        {
            counts[reason].ShouldBeGreaterThan(0);
        }

        counts.Values.Sum().ShouldBeGreaterThanOrEqualTo(refused); // other tests may count theirs at the same time

        static void Listen(Instrument instrument, MeterListener listener)
        {
            if (instrument is { Meter.Name: Instruments.Name, Name: "tessera.file.refused" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        }
    }

    [Fact]
    public void RefusesTheFileOfAnotherTileOrStep()
    {
        var digest = Save(State(40, seed: 5).Block);
        var cut = new CutName(s_cut.Epoch, 8);
        Directory.CreateDirectory(Path.Combine(_folder, "job", "3-8"));
        File.Copy(StatePath, Path.Combine(_folder, "job", "3-8", "5.state"));
        File.Copy(StatePath, Path.Combine(_folder, "job", "3-7", "6.state"));
        Should.Throw<InvalidDataException>(() => Files.Load(cut, s_tile, digest)).Message.ShouldContain("step 8");
        Should.Throw<InvalidDataException>(() => Files.Load(s_cut, new(6), digest)).Message.ShouldContain("tile 6");
    }

    [Fact]
    public void RefusesWhatIsTooLongBeforeItIsRead()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StatePath)!);
        using (var file = File.Create(StatePath))
        {
            file.SetLength(1L << 40); // a hole: it takes no room on the disk, but would in memory
        }

        Refused(default).ShouldContain("1032");
        Should.Throw<ArgumentOutOfRangeException>(() => Save(State(Largest + 1, seed: 6).Block));
    }

    [Fact]
    public void SaysThatAFileIsMissing()
    {
        Refused(default).ShouldEndWith("is missing");
        Save(State(1, seed: 7).Block);
        Should.Throw<InvalidDataException>(() => Files.Load(s_cut, new(6), default)).Message.ShouldEndWith("is missing");
    }

    [Fact]
    public void LeavesNothingWhereItCannotWrite()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StatePath)!);
        Directory.CreateDirectory(StatePath); // a folder stands where the file should be
        Should.Throw<IOException>(() => Save(State(10, seed: 8).Block));
        Directory.GetFileSystemEntries(Path.GetDirectoryName(StatePath)!).ShouldBe([StatePath]);
    }

    [Fact]
    public void DeletesOlderCutsAlone()
    {
        Files.DeleteBelow(s_cut); // there is no folder yet
        foreach (var (epoch, step) in new[] { (2, 9), (3, 6), (3, 7), (4, 1) })
        {
            Files.Save(new(new(epoch), step), State(3, seed: step));
        }

        Directory.CreateDirectory(Path.Combine(_folder, "job", "else"));
        Files.DeleteBelow(s_cut);
        Files.DeleteBelow(s_cut);
        Directory.GetDirectories(Path.Combine(_folder, "job")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["3-7", "4-1", "else"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    Digest Save(System.Buffers.IMemoryOwner<byte> block)
    {
        var digest = TileFiles.DigestOf(block.Memory.Span);
        Files.Save(s_cut, new(s_tile, digest, block));
        return digest;
    }

    string Refused(Digest digest) => Should.Throw<InvalidDataException>(() => Files.Load(s_cut, s_tile, digest)).Message;

    static TileState State(int length, int seed)
    {
        var block = Block.Rent(length);
        new Random(seed).NextBytes(block.Memory.Span);
        return new(s_tile, TileFiles.DigestOf(block.Memory.Span), block);
    }
}
