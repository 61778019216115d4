using System.Collections.Immutable;

namespace Tessera.Models.Prompts;

/// <summary>Finds the tags that a prompt's words mean.</summary>
/// <param name="vocabulary">The words that are known.</param>
sealed class PromptMatcher(TagVocabulary vocabulary)
{
    /// <summary>How to see what is known, for messages.</summary>
    public const string Help = "'tessera models inspect' lists every tag";

    // Of a prompt in a language that we do not know, a few words are enough to say so.
    const int UnknownShown = 3;
    const int NearestShown = 3;
    const int LengthShown = 40;

    readonly SortedDictionary<int, float> _weights = [];
    readonly List<string> _unknown = [];

    /// <summary>Finds the tags.</summary>
    /// <param name="tokens">The prompt.</param>
    /// <param name="vocabulary">The words that are known.</param>
    /// <returns>Those with a weight above 0, by ascending index.</returns>
    /// <exception cref="PromptException">Words mean no tag, or a weight follows none.</exception>
    public static ImmutableArray<TagWeight> Match(List<PromptToken> tokens, TagVocabulary vocabulary)
    {
        var matcher = new PromptMatcher(vocabulary);
        var phrase = new List<string>();
        foreach (var token in tokens.Append(new PromptToken(PromptTokenKind.Break)))
        {
            if (token.Kind != PromptTokenKind.Word)
            {
                matcher.MatchPhrase(phrase, token);
                phrase.Clear();
            }
            else if (!PromptWords.IsSmall(token.Text))
            {
                phrase.Add(token.Text);
            }
        }

        return matcher._unknown.Count == 0
            ? [.. matcher._weights.Where(w => w.Value > 0).Select(w => new TagWeight(w.Key, w.Value))]
            : throw matcher.Unknown();
    }

    /// <summary>Cuts words into tags from the left, the longest phrase first; a weight behind them goes to the last.</summary>
    void MatchPhrase(List<string> words, PromptToken end)
    {
        if (words.Count == 0 && end.Kind == PromptTokenKind.Weight)
        {
            throw new PromptException("a weight follows a tag, such as forest:0.6; in this prompt one follows none");
        }

        for (var at = 0; at < words.Count;)
        {
            var (length, tag) = Longest(words, at);
            if (length == 0)
            {
                _unknown.Add(words[at]);
                at++;
                continue;
            }

            at += length;
            var weight = at == words.Count && end.Kind == PromptTokenKind.Weight ? end.Weight : 1;
            _weights[tag] = Math.Max(weight, _weights.GetValueOrDefault(tag));
        }
    }

    (int Length, int Tag) Longest(List<string> words, int at)
    {
        for (var length = Math.Min(vocabulary.LongestPhrase, words.Count - at); length > 0; length--)
        {
            if (vocabulary.TryFind(words.Skip(at).Take(length).Select(PromptWords.Stem), out var tag))
            {
                return (length, tag);
            }
        }

        return (0, 0);
    }

    PromptException Unknown()
    {
        var shown = _unknown.Distinct(StringComparer.Ordinal).Take(UnknownShown).Select(Describe);
        return new PromptException($"the prompt has words that mean no tag: {string.Join(", ", shown)}; {Help}");
    }

    string Describe(string word)
    {
        var shown = word.Length <= LengthShown ? word : word[..LengthShown] + "...";
        return $"'{shown}' (nearest: {string.Join(", ", vocabulary.Nearest(word, NearestShown))})";
    }
}
