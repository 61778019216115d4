using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>All that a node's tiles wait to have done by its device, the least advanced first.</summary>
sealed class Agenda
{
    public static readonly Agenda Empty = new(ImmutableSortedSet.Create(Work.LeastAdvancedFirst));

    readonly ImmutableSortedSet<Work> _works;

    Agenda(ImmutableSortedSet<Work> works) => _works = works;

    /// <summary>The blocks that wait to be fused.</summary>
    public IEnumerable<IMemoryOwner<byte>> Held => _works.Where(work => !work.Received.IsDefault).SelectMany(work => work.Received);

    public bool IsEmpty => _works.IsEmpty;

    public Agenda Add(Work work) => new(_works.Add(work));

    /// <summary>
    /// Takes what comes first of what is allowed, with as much of the same kind and evaluation as a call may have; nothing if nothing is.
    /// </summary>
    public (Agenda Left, ImmutableArray<Work> Batch) Take(int most, Func<Work, bool> isAllowed)
    {
        foreach (var first in _works)
        {
            if (isAllowed(first))
            {
                var size = first.Kind is WorkKind.TakeCore ? 1 : most;
                ImmutableArray<Work> batch =
                    [.. _works.Where(work => work.Evaluation == first.Evaluation && work.Kind == first.Kind).Take(size)];
                return (new(_works.Except(batch)), batch);
            }
        }

        return (this, []);
    }
}
