using Tessera.Models.Parameters;
using Tessera.Training.Data;
using Tessera.Training.Evaluation;

namespace Tessera.Training.Tests.Evaluation;

[Collection("torch's random state")] // shared by the process, so one test at a time
public class TagClassifierTests
{
    const int Edge = Pictures.Edge;

    static readonly string[] Names = ["forest", "desert", "glacier"];

    /// <summary>Plain pictures, whose colour is their tag: what a classifier must learn, and what random pictures must fail.</summary>
    [Fact]
    public void FindsTheTagsOfDataButNotOfRandomPictures()
    {
        using var folder = new TemporaryFolder();
        using var lessons = Set(folder, "lessons", 64, (random, tag) => i => Noisy(random, i % 3 == tag ? 170 : 60));
        using var data = Set(folder, "data", 48, (random, tag) => i => Noisy(random, i % 3 == tag ? 170 : 60));
        using var random = Set(folder, "random", 48, (random, _) => _ => (byte)random.Next(256));
        using var half = Half(folder, lessons);
        using var parameters = ParameterSet.CreateNew();
        var classifier = new TagClassifierTrainer(half, _ => { }).Train(parameters, 40, 1, CancellationToken.None);

        var (measured, failed) = (PictureMeasures.Of(data, 8, classifier), PictureMeasures.Of(random, 8, classifier));
        measured.Tags.Accuracy(0).ShouldBeGreaterThan(0.95);
        measured.Tags.Pictures(0).ShouldBe(48);
        measured.Tags.AllPictures.ShouldBe(48);
        measured.Colours[0].Pictures.ShouldBe(8);
        var bars = Bars.Tags(measured, failed);
        bars[0].Passed.ShouldBeFalse();
        bars[^1].Passed.ShouldBeFalse();
        bars[1].Passed.ShouldBeFalse("a group that no picture has cannot pass");
        Bars.Tags(measured, measured)[^1].Passed.ShouldBeTrue();
    }

    [Fact]
    public void AScoreCountsEachGroupOnItsOwn()
    {
        var score = new TagScore();
        score.Add(Pictures.Weights("forest", "lake"), Pictures.Weights("forest", "river"));
        score.Add(Pictures.Weights("forest"), Pictures.Weights("taiga", "forest").Select((weight, tag) => tag == 1 ? 2 : weight).ToArray());
        score.Add(Pictures.Weights("forest", "taiga"), Pictures.Weights("forest"));
        score.Accuracy(0).ShouldBe(1);
        score.Pictures(0).ShouldBe(2);
        var water = TagGroup.All.IndexOf(TagGroup.All.Single(group => group.Name == "water"));
        score.Accuracy(water).ShouldBe(0);
        score.Overall.ShouldBe(2.0 / 3, 1e-12);
        score.OverallChance.ShouldBe(((2.0 / 13) + (1.0 / 8)) / 3, 1e-12);
        double.IsNaN(score.Accuracy(TagGroup.All.Length - 1)).ShouldBeTrue();
    }

    static byte Noisy(Random random, int value) => (byte)(value + random.Next(-40, 41));

    static PictureSet Set(TemporaryFolder folder, string name, int count, Func<Random, int, Func<int, byte>> pixels) =>
        PictureSet.Make(folder.Path, name, "key", count, Edge, first => [.. Enumerable.Range(first, PictureSet.Batch).Select(i =>
        {
            var record = new byte[PictureRecords.Bytes(Edge)];
            SceneHeader.Write(record, 128, Pictures.Weights(Names[i % 3]));
            return Pictures.With(record, pixels(new Random(i + (1000 * name.Length)), i % 3));
        })], _ => { }, CancellationToken.None);

    static PictureSet Half(TemporaryFolder folder, PictureSet set) =>
        PictureSet.Make(folder.Path, "half", "key", set.Count, Edge / 2, first => [.. set.Read(first, PictureSet.Batch).Select(record => PictureRecords.Halve(record, Edge))],
            _ => { }, CancellationToken.None);
}
