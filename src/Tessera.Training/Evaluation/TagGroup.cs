using System.Collections.Immutable;
using Tessera.Training.Terrain;

namespace Tessera.Training.Evaluation;

/// <summary>Tags of one kind, which stand side by side in <see cref="Landscape.Tags"/>.</summary>
/// <param name="Name">biome, relief and so on.</param>
/// <param name="First">Its first tag.</param>
/// <param name="Count">How many tags it has.</param>
sealed record TagGroup(string Name, int First, int Count)
{
    const float Clear = 0.5f;

    /// <summary>The groups, in the order of the tags.</summary>
    public static ImmutableArray<TagGroup> All { get; } =
    [
        .. Landscape.Tags.Select((tag, index) => (tag.Group, index)).GroupBy(tag => tag.Group, StringComparer.Ordinal)
            .Select(group => new TagGroup(group.Key, group.Min(tag => tag.index), group.Count())),
    ];

    /// <summary>Whether a picture has any tag of the group.</summary>
    public bool IsIn(ReadOnlySpan<float> weights) => weights.Slice(First, Count).ContainsAnyExcept(0f);

    /// <summary>Which tag of the group, from 0, is the only one of a weight of at least 0.5; -1 where none or several are.</summary>
    public int Label(ReadOnlySpan<float> weights)
    {
        var label = -1;
        for (var tag = 0; tag < Count; tag++)
        {
            if (weights[First + tag] >= Clear)
            {
                if (label >= 0)
                {
                    return -1;
                }

                label = tag;
            }
        }

        return label;
    }
}
