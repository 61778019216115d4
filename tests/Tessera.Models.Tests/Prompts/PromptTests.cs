using Tessera.Models.Prompts;

namespace Tessera.Models.Tests.Prompts;

public sealed class PromptTests
{
    [Theory]
    [InlineData("alpine lakes, snow, dawn", "alpine, lake, snow, dawn")]
    [InlineData("snowy alpine lakes at dawn", "alpine, lake, snow, dawn")]
    [InlineData("  The ALPINE Lake ,, in a SNOWY dawn. ", "alpine, lake, snow, dawn")]
    [InlineData("dawn snow lake alpine", "alpine, lake, snow, dawn")]
    [InlineData("forest:0.6", "forest:0.6")]
    [InlineData("forest : 0.60 and a lake", "forest:0.6, lake")]
    [InlineData("lakes:.25 snow:1.0 dawn:1. sea", "sea, lake:0.25, snow, dawn")]
    [InlineData("field of grass:0.5", "grassland:0.5")]
    [InlineData("grass fields", null)]
    [InlineData("fields of the grasses", "grassland")]
    [InlineData("alpine lakes:0.5", "alpine, lake:0.5")]
    [InlineData("sea ice", "seaice")]
    [InlineData("sea-ice:0.3", "seaice:0.3")]
    [InlineData("sea_ice", "seaice")]
    [InlineData("sea, ice", null)]
    [InlineData("sea:0.5 ice", null)]
    [InlineData("sea sea ice sea", "sea, seaice")]
    [InlineData("the sea with sea ice", "sea, seaice")]
    [InlineData("snow-covered forests", "forest, snow")]
    [InlineData("dawn's lake", "lake, dawn")]
    [InlineData("cities; towns! peaks? prairies, marshes", "grassland, marsh, mountain, city")]
    [InlineData("forest:0.2, lake, woods:0.7, trees:0.4", "forest:0.7, lake")]
    [InlineData("forest:0.2 forest", "forest")]
    [InlineData("forest:0, lake", "lake")]
    [InlineData("forest:0.0004, lake:0.9996", "lake")]
    [InlineData("forest:0.1239", "forest:0.124")]
    public void Words_become_weights(string text, string? expected)
    {
        if (expected is null)
        {
            Should.Throw<PromptException>(() => Prompt.Parse(text, Vocabularies.Land)).Message.ShouldContain("mean no tag");
            return;
        }

        var prompt = Prompt.Parse(text, Vocabularies.Land);
        prompt.Text.ShouldBe(expected);
        Prompt.Parse(prompt.Text, Vocabularies.Land).Weights.ShouldBe(prompt.Weights);
    }

    [Fact]
    public void Weights_are_given_by_index_and_as_a_row_for_the_network()
    {
        var prompt = Prompt.Parse("dawn, forest:0.6", Vocabularies.Land);
        prompt.Weights.ShouldBe([new TagWeight(1, 0.6f), new TagWeight(8, 1f)]);
        var row = new float[13];
        Array.Fill(row, 9f);
        prompt.CopyTo(row);
        row.ShouldBe([0, 0.6f, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
        prompt.ToString().ShouldBe("forest:0.6, dawn");
    }

    [Theory]
    [InlineData("froest", "'froest' (nearest: forest, ")]
    [InlineData("lkae, snow", "'lkae' (nearest: lake, ")]
    [InlineData("mount", "'mount' (nearest: mountain, ")]
    [InlineData("ice", "'ice' (nearest: seaice, ")]
    [InlineData("snow xyzzy lake qwert", "'xyzzy' (nearest: ")]
    public void An_unknown_word_names_the_nearest_tags_and_how_to_list_all(string text, string expected)
    {
        var line = Should.Throw<PromptException>(() => Prompt.Parse(text, Vocabularies.Land)).Message;
        line.ShouldStartWith("the prompt has words that mean no tag: ");
        line.ShouldContain(expected);
        line.ShouldEndWith("; 'tessera models inspect' lists every tag");
    }

    [Fact]
    public void Several_unknown_words_are_named_at_once_but_not_all()
    {
        var line = Should.Throw<PromptException>(() => Prompt.Parse($"aaaa bbbb aaaa cccc dddd", Vocabularies.Land)).Message;
        foreach (var (word, shown) in new[] { ("aaaa", true), ("bbbb", true), ("cccc", true), ("dddd", false) })
        {
            line.Contains($"'{word}'", StringComparison.Ordinal).ShouldBe(shown);
        }

        Should.Throw<PromptException>(() => Prompt.Parse(new string('x', 900), Vocabularies.Land)).Message.Length.ShouldBeLessThan(300);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  , ,")]
    [InlineData("the of and")]
    [InlineData("forest:0")]
    public void A_prompt_names_at_least_one_tag(string text) =>
        Should.Throw<PromptException>(() => Prompt.Parse(text, Vocabularies.Land)).Message
            .ShouldBe("a prompt names at least one tag with a weight above 0, such as alpine; 'tessera models inspect' lists every tag");

    [Theory]
    [InlineData("forest:")]
    [InlineData("forest:x")]
    [InlineData("forest:1.001")]
    [InlineData("forest:2")]
    [InlineData("forest:-1")]
    [InlineData("forest:1e-1")]
    [InlineData("forest:0.5x")]
    [InlineData("forest:0.1.2")]
    [InlineData("forest:0.5é")]
    [InlineData("forest:NaN")]
    [InlineData("forest:99999999999999999999999999999999999999999")]
    public void A_weight_is_a_number_from_0_to_1(string text) =>
        Should.Throw<PromptException>(() => Prompt.Parse(text, Vocabularies.Land)).Message.ShouldContain("a weight from 0 to 1");

    [Theory]
    [InlineData(":0.5")]
    [InlineData("lake, :0.5")]
    [InlineData("lake:0.5:0.5")]
    [InlineData("lake, the:0.5")]
    public void A_weight_follows_a_tag(string text) =>
        Should.Throw<PromptException>(() => Prompt.Parse(text, Vocabularies.Land)).Message.ShouldContain("follows none");

    [Theory]
    [InlineData("lake\nsnow", "U+000A")]
    [InlineData("lake\u0000", "U+0000")]
    [InlineData("lake\u001b[2J", "U+001B")]
    [InlineData("lake\u202esnow", "U+202E")]
    [InlineData("lake #snow", "'#'")]
    [InlineData("lake 🌲", "'🌲'")]
    [InlineData("(lake)", "'('")]
    public void Other_characters_are_refused(string text, string shown) =>
        Should.Throw<PromptException>(() => Prompt.Parse(text, Vocabularies.Land)).Message
            .ShouldBe($"a prompt holds words, commas and weights such as forest:0.6; it cannot hold {shown}");

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Should.Throw<PromptException>(() => Prompt.Parse("lake " + '\ud83c', Vocabularies.Land)).Message.ShouldEndWith("cannot hold '\uFFFD'");

    [Fact]
    public void Length_and_words_are_limited()
    {
        Prompt.Parse("lake" + new string(' ', 996), Vocabularies.Land).Text.ShouldBe("lake");
        Should.Throw<PromptException>(() => Prompt.Parse("lake" + new string(' ', 997), Vocabularies.Land)).Message.ShouldContain("at most 1000 characters");
        Prompt.Parse(Repeat("lake", 64), Vocabularies.Land).Text.ShouldBe("lake");
        Should.Throw<PromptException>(() => Prompt.Parse(Repeat("the", 65), Vocabularies.Land)).Message.ShouldContain("at most 64 words; this one has 65");

        static string Repeat(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));
    }

    [Fact]
    public void Any_text_is_understood_or_refused_with_one_line()
    {
        var random = new Random(11);
        string[] pieces = ["alpine ", "lakes", "sea", "ice", "of", "the", "froest", ":", "0.5", "1", ",", " ", " ", " ", "  ", ".", "-", "'s", "\u00e9", "\n", "🌲", ":0.3 ", "snow "];
        var (understood, refused) = (0, 0);
        for (var round = 0; round < 5_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => random.Next(60) == 0 ? ((char)random.Next(0x300)).ToString() : pieces[random.Next(pieces.Length)]));
            try
            {
                var prompt = Prompt.Parse(text, Vocabularies.Land);
                prompt.Weights.ShouldNotBeEmpty();
                prompt.Weights.Select(w => w.Tag).ShouldBeInOrder();
                prompt.Weights.ShouldAllBe(w => w.Tag >= 0 && w.Tag < 13 && w.Weight > 0 && w.Weight <= 1);
                Prompt.Parse(prompt.Text, Vocabularies.Land).Weights.ShouldBe(prompt.Weights);
                understood++;
            }
            catch (PromptException e)
            {
                e.Message.Any(char.IsControl).ShouldBeFalse();
                refused++;
            }
        }

        understood.ShouldBeGreaterThan(300);
        refused.ShouldBeGreaterThan(300);
    }
}
