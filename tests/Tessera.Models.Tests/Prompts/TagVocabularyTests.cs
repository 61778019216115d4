using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Models.Prompts;

namespace Tessera.Models.Tests.Prompts;

public sealed partial class TagVocabularyTests
{
    [Fact]
    public void A_vocabulary_travels_in_a_config()
    {
        var text = JsonSerializer.Serialize(new Config("terrain", Vocabularies.Land), ConfigJson.Default.Config);
        text.ShouldStartWith("""{"Kind":"terrain","Tags":[{"name":"alpine","group":"biome","aliases":["alps"]},{"name":"forest",""");
        var tags = JsonSerializer.Deserialize(text, ConfigJson.Default.Config)!.Tags;
        tags.Tags.Length.ShouldBe(Vocabularies.Land.Tags.Length);
        foreach (var (read, written) in tags.Tags.Zip(Vocabularies.Land.Tags))
        {
            (read.Name, read.Group).ShouldBe((written.Name, written.Group));
            read.Aliases.ShouldBe(written.Aliases);
        }

        Prompt.Parse("tarns in the woods", tags).Text.ShouldBe("forest, lake");
    }

    [Theory]
    [InlineData("[]", "a vocabulary has 1 to 1024 tags, not 0")]
    [InlineData("{}", "could not be converted")]
    [InlineData("[null]", "tag 0 is missing")]
    [InlineData("""[{"name":"a","group":"g"}]""", "aliases")]
    [InlineData("""[{"name":null,"group":"g","aliases":[]}]""", "name")]
    [InlineData("""[{"name":"a","group":"g","aliases":null}]""", "aliases")]
    [InlineData("""[{"name":"lake","group":"g","aliases":[null]}]""", "a name or alias of tag 0 must have 1 to 64 characters")]
    [InlineData("""[{"name":"lake","group":"g","aliases":[],"x":1}]""", "'x'")]
    [InlineData("""[{"name":"lake","name":"lake","group":"g","aliases":[]}]""", "Duplicate")]
    [InlineData("""[{"name":"lake","group":"","aliases":[]}]""", "the group of tag 0 must have 1 to 64 characters")]
    [InlineData("""[{"name":"","group":"g","aliases":[]}]""", "a name or alias of tag 0 must have 1 to 64 characters")]
    [InlineData("""[{"name":"the","group":"g","aliases":[]}]""", "'the' of tag 0 must be words, not all of them small")]
    [InlineData("""[{"name":"lake, pond","group":"g","aliases":[]}]""", "'lake, pond' of tag 0 must be words")]
    [InlineData("""[{"name":"lake:0.5","group":"g","aliases":[]}]""", "'lake:0.5' of tag 0 must be words")]
    [InlineData("""[{"name":"lake(s)","group":"g","aliases":[]}]""", "'lake(s)' of tag 0 is no phrase: a prompt holds words")]
    [InlineData("""[{"name":"lake","group":"g","aliases":["a\tb"]}]""", "none of them a control character")]
    [InlineData("""[{"name":"lake","group":"g","aliases":[]},{"name":"sea","group":"g","aliases":["the lakes"]}]""", "'the lakes' means both tag 0 and tag 1")]
    public void A_vocabulary_that_cannot_be_used_is_refused(string tags, string expected) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize($$"""{"Kind":"terrain","Tags":{{tags}}}""", ConfigJson.Default.Config)).Message
            .ShouldContain(expected, Case.Sensitive);

    [Fact]
    public void Tags_and_aliases_are_limited()
    {
        Should.Throw<FormatException>(() => new TagVocabulary(Enumerable.Range(0, 1025).Select(i => Vocabularies.New($"tag{i}", "g"))));
        Should.Throw<FormatException>(() => new TagVocabulary([new Tag("lake", "g", [.. Enumerable.Range(0, 65).Select(i => $"alias{i}")])]))
            .Message.ShouldBe("tag 0 has 65 aliases; at most 64 are allowed");
        Should.Throw<FormatException>(() => new TagVocabulary([new Tag("lake", "g", default)])).Message.ShouldContain("aliases are");
        new TagVocabulary(Enumerable.Range(0, 1024).Select(i => Vocabularies.New($"tag{i}", "g"))).Tags.Length.ShouldBe(1024);
    }

    internal sealed record Config(string Kind, TagVocabulary Tags);

    [JsonSerializable(typeof(Config))]
    internal sealed partial class ConfigJson : JsonSerializerContext;
}
