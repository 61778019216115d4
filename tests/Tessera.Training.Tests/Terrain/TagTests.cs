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
        const int Draws = 2500;
        var counts = new int[Landscape.Tags.Length];
        var groups = Landscape.Tags.Select(t => t.Group).Distinct(StringComparer.Ordinal).ToList();
        var groupOf = Landscape.Tags.Select(t => groups.IndexOf(t.Group)).ToArray();
        var absences = new int[groups.Count];
        for (ulong seed = 0; seed < Draws; seed++)
        {
            var w = Landscape.SampleTags(seed);
            w.Length.ShouldBe(counts.Length);
            (w.Min() >= 0f && w.Max() <= 1f).ShouldBeTrue();
            var sums = new float[groups.Count];
            for (var i = 0; i < w.Length; i++)
            {
                counts[i] += w[i] > 0f ? 1 : 0;
                sums[groupOf[i]] += w[i];
            }

            for (var g = 0; g < sums.Length; g++)
            {
                absences[g] += sums[g] > 0f ? 0 : 1;
            }
        }

        absences.ShouldAllBe(n => n > Draws / 10);
        foreach (var group in Landscape.Tags.Select((t, i) => (t.Group, Count: counts[i])).GroupBy(t => t.Group, StringComparer.Ordinal))
        {
            group.Min(t => t.Count).ShouldBeGreaterThan(Draws / 40, group.Key);
            group.Max(t => t.Count).ShouldBeLessThan(group.Min(t => t.Count) * 3 / 2, group.Key);
        }
    }

    [Fact]
    public void SamplesDependOnTheSeedAlone() => Landscape.SampleTags(77).ShouldBe(Landscape.SampleTags(77));
}
