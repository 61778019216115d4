using Tessera.Training.Data;
using Tessera.Training.Evaluation;

namespace Tessera.Training.Tests.Evaluation;

public class PictureSetTests
{
    const int Edge = 4;

    [Fact]
    public void AStoppedRunGoesOnWhereItEnded()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var made = new List<int>();
        byte[][] MakeAndStop(int first)
        {
            cancel.Cancel();
            return Make(first, made);
        }

        Should.Throw<OperationCanceledException>(() => PictureSet.Make(folder.Path, "set", "a", 48, Edge, MakeAndStop, _ => { }, cancel.Token));
        var path = Directory.GetFiles(folder.Path).Single();
        using (var file = new RecordFile(path, PictureRecords.Bytes(Edge)))
        {
            file.Count.ShouldBe(16);
            file.Append(Make(16, [])[0]); // as if it had been killed while writing the second batch
            file.Append(Make(16, [])[1]);
        }

        using var set = PictureSet.Make(folder.Path, "set", "a", 48, Edge, first => Make(first, made), _ => { }, CancellationToken.None);
        made.ShouldBe([0, 16, 32]);
        set.Count.ShouldBe(48);
        Enumerable.Range(0, 48).Select(i => (int)PictureRecords.Rgb(set.Read(i))[0]).ShouldBe(Enumerable.Range(0, 48));
        set.Read(20, 3).Select(record => (int)PictureRecords.Rgb(record)[0]).ShouldBe([20, 21, 22]);
    }

    [Fact]
    public void AnotherKeyMakesTheSetAnewAndLeavesOtherSetsAlone()
    {
        using var folder = new TemporaryFolder();
        var made = new List<int>();
        foreach (var (name, key) in new[] { ("set", "a"), ("other", "a"), ("set", "b"), ("set", "b") })
        {
            PictureSet.Make(folder.Path, name, key, 16, Edge, first => Make(first, made), _ => { }, CancellationToken.None).Dispose();
        }

        made.ShouldBe([0, 0, 0]);
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["other-a.bin", "set-b.bin"]);
    }

    [Fact]
    public void HalvingTakesTheMeanOfFourPixels()
    {
        var record = Pictures.With(new byte[PictureRecords.Bytes(Edge)], i => (byte)((i % 3) + (10 * (i / 3 % Edge)) + (40 * (i / 3 / Edge))));
        var half = PictureRecords.Rgb(PictureRecords.Halve(record, Edge)).ToArray();
        half.ShouldBe([25, 26, 27, 45, 46, 47, 105, 106, 107, 125, 126, 127]);
    }

    [Fact]
    public void TensorsAndRecordsHoldTheSamePictures()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        byte[][] records = [.. Enumerable.Range(1, 2).Select(seed => Pictures.With(new byte[PictureRecords.Bytes(Edge)], i => (byte)(seed * i * 7)))];
        SceneHeader.Write(records[1], 64, Pictures.Weights("lake"));
        PictureRecords.FromTensor(PictureRecords.ToTensor(records, Edge), records).ShouldBe(records);
    }

    static byte[][] Make(int first, List<int> made)
    {
        made.Add(first);
        return [.. Enumerable.Range(first, PictureSet.Batch).Select(i => Pictures.With(new byte[PictureRecords.Bytes(Edge)], _ => (byte)i))];
    }
}
