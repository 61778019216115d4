using Tessera.Training.Data;
using Tessera.Training.Tests.Evaluation;

namespace Tessera.Training.Tests.Data;

public sealed class RecordFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string FilePath => Path.Combine(_folder.Path, "records.bin");

    [Fact]
    public void GivesBackWhatWasAppended()
    {
        using var file = new RecordFile(FilePath, 3);
        file.Append([1, 2, 3]);
        file.Append([4, 5, 6]);
        var record = new byte[3];
        file.Read(1, record);
        record.ShouldBe(new byte[] { 4, 5, 6 });
        file.Count.ShouldBe(2);
    }

    [Fact]
    public void GivesBackAPart()
    {
        using var file = new RecordFile(FilePath, 4);
        file.Append([1, 2, 3, 4]);
        file.Append([5, 6, 7, 8]);
        var part = new byte[2];
        file.Read(1, 1, part);
        part.ShouldBe(new byte[] { 6, 7 });
        Should.Throw<ArgumentOutOfRangeException>(() => file.Read(1, 3, part));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Read(0, -1, part));
    }

    [Fact]
    public void CutsOffARecordThatWasOnlyHalfWritten()
    {
        File.WriteAllBytes(FilePath, [1, 2, 3, 4, 5]);
        using (var file = new RecordFile(FilePath, 3))
        {
            file.Count.ShouldBe(1);
            file.Append([7, 8, 9]);
        }

        File.ReadAllBytes(FilePath).ShouldBe(new byte[] { 1, 2, 3, 7, 8, 9 });
    }

    [Fact]
    public void RefusesOtherLengthsAndPlaces()
    {
        using var file = new RecordFile(FilePath, 3);
        Should.Throw<ArgumentException>(() => file.Append([1, 2]));
        file.Append([1, 2, 3]);
        Should.Throw<ArgumentOutOfRangeException>(() => file.Read(1, new byte[3]));
        Should.Throw<ArgumentException>(() => file.Read(0, new byte[2]));
    }

    public void Dispose() => _folder.Dispose();
}
