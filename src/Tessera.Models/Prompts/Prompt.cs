using System.Collections.Immutable;
using System.Globalization;

namespace Tessera.Models.Prompts;

/// <summary>
/// A request in words of a vocabulary: "alpine lakes, snow, dawn", "snowy alpine lakes at dawn", "forest:0.6, river". Words and phrases are
/// matched longest first, whatever their case, singular or plural; small words (a, the, with, at, ...) are ignored; no phrase reaches across
/// a comma. A weight belongs to the tag whose last word it follows. A tag that is named twice takes its larger weight.
/// </summary>
public sealed class Prompt
{
    /// <summary>Characters that a prompt may have.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Words that a prompt may have, small ones included.</summary>
    public const int MaxWords = 64;

    Prompt(ImmutableArray<TagWeight> weights, TagVocabulary vocabulary)
    {
        Weights = weights;
        Text = string.Join(", ", weights.Select(w => Format(vocabulary.Tags[w.Tag].Name, w.Weight)));
    }

    /// <summary>The tags asked for, by ascending index; never empty, each once.</summary>
    public ImmutableArray<TagWeight> Weights { get; }

    /// <summary>The prompt in its one canonical form, for metadata: names in the vocabulary's order. Parsing it gives the same prompt.</summary>
    public string Text { get; }

    /// <summary>Understands a prompt.</summary>
    /// <param name="text">At most 1,000 characters and 64 words, no control characters.</param>
    /// <param name="vocabulary">The words that the checkpoint knows.</param>
    /// <exception cref="PromptException">It is too long, holds something else than words and weights, or words that mean no tag.</exception>
    public static Prompt Parse(string text, TagVocabulary vocabulary)
    {
        if (text.Length > MaxLength)
        {
            throw new PromptException($"a prompt has at most {MaxLength} characters; this one has {text.Length}");
        }

        var tokens = PromptLexer.Read(text);
        var words = tokens.Count(token => token.Kind == PromptTokenKind.Word);
        if (words > MaxWords)
        {
            throw new PromptException($"a prompt has at most {MaxWords} words; this one has {words}");
        }

        var weights = PromptMatcher.Match(tokens, vocabulary);
        return weights.Length > 0
            ? new Prompt(weights, vocabulary)
            : throw new PromptException(
                $"a prompt names at least one tag with a weight above 0, such as {vocabulary.Tags[0].Name}; {PromptMatcher.Help}");
    }

    /// <summary>Writes the weights of all tags, 0 for those not asked for: what the network is given.</summary>
    /// <param name="weights">As long as the vocabulary.</param>
    public void CopyTo(Span<float> weights)
    {
        weights.Clear();
        foreach (var (tag, weight) in Weights)
        {
            weights[tag] = weight;
        }
    }

    /// <summary>The canonical form.</summary>
    public override string ToString() => Text;

    static string Format(string name, float weight) => weight == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{weight:0.###}");
}
