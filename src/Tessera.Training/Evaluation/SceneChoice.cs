namespace Tessera.Training.Evaluation;

/// <summary>Chooses scenes so that few of them have enough pictures of every group of tags, though some groups are rarer than others.</summary>
static class SceneChoice
{
    /// <summary>
    /// Goes through scenes 0, 1, 2 and so on, and takes those with a tag of the group that has the fewest pictures so far. What is chosen for
    /// fewer pictures is the beginning of what is chosen for more.
    /// </summary>
    /// <param name="weights">Tag weights of a scene; every group must occur again and again.</param>
    /// <param name="pictures">Pictures for each group.</param>
    /// <param name="multiple">The number of scenes is a multiple of this.</param>
    /// <returns>Numbers of scenes, rising.</returns>
    public static int[] Choose(Func<int, float[]> weights, int pictures, int multiple)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pictures);
        var chosen = new List<int>();
        var counts = new int[TagGroup.All.Length];
        for (var scene = 0; counts.Min() < pictures || chosen.Count % multiple != 0; scene++)
        {
            var tags = weights(scene);
            if (TagGroup.All[Array.IndexOf(counts, counts.Min())].IsIn(tags))
            {
                chosen.Add(scene);
                for (var group = 0; group < counts.Length; group++)
                {
                    counts[group] += TagGroup.All[group].IsIn(tags) ? 1 : 0;
                }
            }
        }

        return [.. chosen];
    }
}
