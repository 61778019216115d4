using Tessera.Training.Terrain;

namespace Tessera.Training.Tests.Terrain;

public class TagTests
{
    [Fact]
    public void ThereAreFortyTagsAndNoWordMeansTwo()
    {
        Landscape.Tags.Length.ShouldBeGreaterThanOrEqualTo(40);
        var words = Landscape.Tags.SelectMany(t => t.Aliases.Add(t.Name)).ToArray();
        words.Distinct(StringComparer.Ordinal).Count().ShouldBe(words.Length);
        words.ShouldAllBe(w => w.Length > 0 && w == w.ToLowerInvariant() && !w.Contains(' '));
        Landscape.Tags.Select(t => t.Group).Distinct(StringComparer.Ordinal).ShouldBe(["biome", "water", "season", "light", "relief", "human"]);
        new[] { "alpine", "lakes", "snow", "dawn", "snowy", "mountains" }.ShouldAllBe(w => words.Contains(w, StringComparer.Ordinal));
    }

    [Fact]
    public void SamplesCoverAllTagsEvenly()
    {
        const int Draws = 4000;
        var counts = new int[Landscape.Tags.Length];
        var groupsAbsent = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < Draws; seed++)
        {
            var w = Landscape.SampleTags(seed);
            w.Length.ShouldBe(counts.Length);
            w.ShouldAllBe(v => v >= 0f && v <= 1f);
            for (var i = 0; i < w.Length; i++)
            {
                counts[i] += w[i] > 0f ? 1 : 0;
            }

            foreach (var group in Landscape.Tags.Select((t, i) => (t.Group, Present: w[i] > 0f)).GroupBy(t => t.Group, StringComparer.Ordinal).Where(g => g.All(t => !t.Present)))
            {
                groupsAbsent.Add(group.Key);
            }
        }

        groupsAbsent.Count.ShouldBe(6);
        foreach (var group in Landscape.Tags.Select((t, i) => (t.Group, Count: counts[i])).GroupBy(t => t.Group, StringComparer.Ordinal))
        {
            group.Min(t => t.Count).ShouldBeGreaterThan(Draws / 40, group.Key);
            group.Max(t => t.Count).ShouldBeLessThan(group.Min(t => t.Count) * 3 / 2, group.Key);
        }
    }

    [Fact]
    public void SamplesDependOnTheSeedAlone() => Landscape.SampleTags(77).ShouldBe(Landscape.SampleTags(77));
}
