using Tessera.Models.Prompts;

namespace Tessera.Models.Tests.Prompts;

public sealed class PromptWordsTests
{
    [Theory]
    [InlineData("lake", "lakes")]
    [InlineData("beach", "beaches")]
    [InlineData("marsh", "marshes")]
    [InlineData("city", "cities")]
    [InlineData("prairie", "prairies")]
    [InlineData("valley", "valleys")]
    [InlineData("grass", "grasses")]
    [InlineData("house", "houses")]
    [InlineData("box", "boxes")]
    [InlineData("bay", "bays")]
    [InlineData("sea", "seas")]
    [InlineData("salt flat", "salts flats")]
    public void Singular_and_plural_mean_the_same(string singular, string plural)
    {
        var knowsOne = new TagVocabulary([Vocabularies.New("first", "g"), Vocabularies.New(singular, "g")]);
        Prompt.Parse(plural, knowsOne).Weights.ShouldBe([new TagWeight(1, 1)]);
        var knowsMany = new TagVocabulary([Vocabularies.New("first", "g"), Vocabularies.New(plural, "g")]);
        Prompt.Parse(singular, knowsMany).Weights.ShouldBe([new TagWeight(1, 1)]);
    }

    [Theory]
    [InlineData("grass", "gras")]
    [InlineData("oasis", "oasi")]
    [InlineData("cactus", "cactu")]
    [InlineData("bus", "bu")]
    [InlineData("class", "clas")]
    public void Not_every_s_is_a_plural(string word, string without) =>
        Should.Throw<PromptException>(() => Prompt.Parse(without, new TagVocabulary([Vocabularies.New(word, "g")])));

    [Theory]
    [InlineData("kitten", "sitting", "abcdefg")] // 3 changes against 7
    [InlineData("lkae", "lake", "like")] // a swap is one change, and two of them two
    [InlineData("froest", "forest", "first")]
    [InlineData("rver", "river", "over the rhine")]
    [InlineData("flat", "salt flat", "float")] // a word of a phrase
    [InlineData("mount", "mountain", "moonlight")] // a beginning
    public void The_nearest_tag_comes_first(string word, string nearest, string other) =>
        Should.Throw<PromptException>(() => Prompt.Parse(word, new TagVocabulary([Vocabularies.New(other, "g"), Vocabularies.New(nearest, "g")]))).Message
            .ShouldContain($"'{word}' (nearest: {nearest}, {other})");
}
