using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tessera.Models.Prompts;

/// <summary>
/// The tags that a checkpoint was trained with, in the order of its tag weights; part of its config.json, as a list of
/// {"name", "group", "aliases"}. No word or phrase may mean two tags.
/// </summary>
[JsonConverter(typeof(TagVocabularyConverter))]
public sealed class TagVocabulary
{
    const int MaxTags = 1_024;
    const int MaxAliases = 64;
    const int MaxLength = 64;

    readonly Dictionary<string, int> _tagOf = new(StringComparer.Ordinal);

    /// <summary>Makes a vocabulary of a list of tags.</summary>
    /// <param name="tags">1 to 1,024 tags, each with at most 64 aliases; every text has 1 to 64 characters.</param>
    /// <exception cref="FormatException">The list is too long, a text is unusable, or a phrase means two tags; the message says which.</exception>
    public TagVocabulary(IEnumerable<Tag> tags)
    {
        Tags = [.. tags];
        Require(Tags.Length is > 0 and <= MaxTags, $"a vocabulary has 1 to {MaxTags} tags, not {Tags.Length}");
        for (var tag = 0; tag < Tags.Length; tag++)
        {
            Require(Tags[tag] is { Aliases.IsDefault: false }, $"tag {tag} is missing, or its aliases are");
            Require(Tags[tag].Aliases.Length <= MaxAliases, $"tag {tag} has {Tags[tag].Aliases.Length} aliases; at most {MaxAliases} are allowed");
            Require(IsText(Tags[tag].Group), $"the group of tag {tag} must have 1 to {MaxLength} characters, none of them a control character");
            Add(tag, Tags[tag].Name);
            foreach (var alias in Tags[tag].Aliases)
            {
                Add(tag, alias);
            }
        }
    }

    /// <summary>The tags; the index of each is what <see cref="TagWeight.Tag"/> means.</summary>
    public ImmutableArray<Tag> Tags { get; }

    /// <summary>Words of the longest phrase.</summary>
    internal int LongestPhrase { get; private set; }

    /// <summary>Finds the tag that a phrase means.</summary>
    /// <param name="stems">Its words without the small ones, each as <see cref="PromptWords.Stem"/> gives it.</param>
    /// <param name="tag">Its index.</param>
    internal bool TryFind(IEnumerable<string> stems, out int tag) => _tagOf.TryGetValue(string.Join(' ', stems), out tag);

    /// <summary>The names of the tags whose phrases, or words of these, are closest to a word; the closest first.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="count">How many to name.</param>
    internal IEnumerable<string> Nearest(string word, int count)
    {
        var stem = PromptWords.Stem(word);
        return _tagOf
            .GroupBy(phrase => phrase.Value, phrase => phrase.Key.Split(' ').Append(phrase.Key).Min(part => Distance(stem, part)))
            .OrderBy(tag => tag.Min())
            .ThenBy(tag => tag.Key)
            .Take(count)
            .Select(tag => Tags[tag.Key].Name);
    }

    // A beginning counts as nearly right: "mount" means mountain rather than moon.
    static int Distance(string stem, string part) =>
        stem.Length > 2 && part.Length > stem.Length && part.StartsWith(stem, StringComparison.Ordinal) ? 1 : PromptWords.Distance(stem, part);

    static bool IsText(string? text) => text is { Length: > 0 and <= MaxLength } && !text.Any(char.IsControl);

    static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new FormatException(otherwise);
        }
    }

    void Add(int tag, string phrase)
    {
        Require(IsText(phrase), $"a name or alias of tag {tag} must have 1 to {MaxLength} characters, none of them a control character");
        var stems = Stems(tag, phrase);
        var key = string.Join(' ', stems);
        Require(
            !_tagOf.TryGetValue(key, out var other) || other == tag,
            $"'{phrase}' means both tag {other} and tag {tag}; plurals and small words make no difference");
        _tagOf[key] = tag;
        LongestPhrase = Math.Max(LongestPhrase, stems.Length);
    }

    static string[] Stems(int tag, string phrase)
    {
        List<PromptToken> tokens;
        try
        {
            tokens = PromptLexer.Read(phrase);
        }
        catch (PromptException e)
        {
            throw new FormatException($"'{phrase}' of tag {tag} is no phrase: {e.Message}", e);
        }

        string[] stems = [.. tokens.Where(token => !PromptWords.IsSmall(token.Text)).Select(token => PromptWords.Stem(token.Text))];
        Require(
            stems.Length > 0 && tokens.TrueForAll(token => token.Kind == PromptTokenKind.Word),
            $"'{phrase}' of tag {tag} must be words, not all of them small");
        return stems;
    }
}
