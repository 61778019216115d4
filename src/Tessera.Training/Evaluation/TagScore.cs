namespace Tessera.Training.Evaluation;

/// <summary>How often a classifier names the right tag, by group, over the pictures that have one clear tag of it.</summary>
sealed class TagScore
{
    readonly int[] _right = new int[TagGroup.All.Length];
    readonly int[] _pictures = new int[TagGroup.All.Length];

    /// <summary>Counts a picture for each group of which it has one clear tag.</summary>
    /// <param name="weights">What it shows: a weight for each tag.</param>
    /// <param name="scores">What the classifier says: a number for each tag, compared within a group.</param>
    public void Add(ReadOnlySpan<float> weights, ReadOnlySpan<float> scores)
    {
        for (var group = 0; group < _right.Length; group++)
        {
            var (first, count) = (TagGroup.All[group].First, TagGroup.All[group].Count);
            var label = TagGroup.All[group].Label(weights);
            if (label >= 0)
            {
                _right[group] += Best(scores.Slice(first, count)) == label ? 1 : 0;
                _pictures[group]++;
            }
        }
    }

    /// <summary>Pictures counted for a group.</summary>
    public int Pictures(int group) => _pictures[group];

    /// <summary>Pictures counted, once for each group of which they have one clear tag.</summary>
    public int AllPictures => _pictures.Sum();

    /// <summary>Share of right answers in a group; not a number where nothing was counted.</summary>
    public double Accuracy(int group) => (double)_right[group] / _pictures[group];

    /// <summary>Share of right answers over all groups.</summary>
    public double Overall => (double)_right.Sum() / AllPictures;

    /// <summary>What guessing gives in a group.</summary>
    public static double Chance(int group) => 1.0 / TagGroup.All[group].Count;

    /// <summary>What guessing gives over all groups, for as many pictures of each as were counted.</summary>
    public double OverallChance => _pictures.Select((pictures, group) => pictures * Chance(group)).Sum() / AllPictures;

    static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var tag = 1; tag < scores.Length; tag++)
        {
            best = scores[tag] > scores[best] ? tag : best;
        }

        return best;
    }
}
