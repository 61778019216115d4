using Tessera.Training.Evaluation;
using Tessera.Training.Terrain;

namespace Tessera.Training.Tests.Evaluation;

public class TagGroupTests
{
    [Fact]
    public void GroupsCoverEveryTagOnce()
    {
        var tags = TagGroup.All.SelectMany(group => Enumerable.Range(group.First, group.Count).Select(tag => (tag, group.Name)));
        tags.ShouldBe(Landscape.Tags.Select((tag, index) => (index, tag.Group)));
        TagGroup.All.Length.ShouldBe(6);
    }

    [Fact]
    public void ALabelIsTheOnlyClearTagOfItsGroup()
    {
        var water = TagGroup.All.Single(group => group.Name == "water");
        water.Label(Pictures.Weights("lake", "alpine", "dusk")).ShouldBe(3);
        water.Label(Pictures.Weights("lake", "river")).ShouldBe(-1);
        water.Label(Pictures.Weights("alpine")).ShouldBe(-1);
        var weights = Pictures.Weights("lake");
        weights[water.First + 4] = 0.4f;
        water.Label(weights).ShouldBe(3);
        weights[water.First + 3] = 0.4f;
        water.Label(weights).ShouldBe(-1);
        water.IsIn(weights).ShouldBeTrue();
        water.IsIn(Pictures.Weights("alpine")).ShouldBeFalse();
    }

    [Fact]
    public void ChosenScenesHaveEnoughOfEveryGroupWithFewPictures()
    {
        static float[] Weights(int scene) => Landscape.SampleTags((ulong)scene);
        var chosen = SceneChoice.Choose(Weights, 256, 16);
        (chosen.Length % 16).ShouldBe(0);
        chosen.Length.ShouldBeLessThan(480);
        chosen.ShouldBe(chosen.Distinct().Order());
        foreach (var group in TagGroup.All)
        {
            chosen.Count(scene => group.IsIn(Weights(scene))).ShouldBeGreaterThanOrEqualTo(256, group.Name);
        }

        var fewer = SceneChoice.Choose(Weights, 10, 16);
        fewer.ShouldBe(chosen.Take(fewer.Length));
    }
}
