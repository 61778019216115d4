using System.Collections.Concurrent;

namespace Simulation;

/// <summary>What happened in how many runs: checks that are never put to the test prove nothing.</summary>
sealed class Coverage
{
    // Words of the notes of leaders, and of what the simulation notes itself.
    static readonly string[] Watched =
    [
        "is dead", "died while it ran", "is a straggler", "no node is at work", "does not get ready", "could not read", "could not store",
        "failed: poison", "nobody is known to own", "is fenced", "Gained { Term = 2", "Lost", "wakes", "is drained", "are drained: it waits",
    ];

    readonly ConcurrentDictionary<string, int> _runs = new(StringComparer.Ordinal);

    public IEnumerable<string> Missing => Watched.Where(words => !_runs.ContainsKey(words));

    public void Add(string log)
    {
        foreach (var words in Watched.Where(words => log.Contains(words, StringComparison.Ordinal)))
        {
            _runs.AddOrUpdate(words, 1, (_, runs) => runs + 1);
        }
    }

    public override string ToString() => string.Join(", ", Watched.Select(words => $"{words} {_runs.GetValueOrDefault(words)}"));
}
