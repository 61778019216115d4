using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What the device does not do, and why: with its calls, all of the node's time.</content>
sealed partial class NodeTrace
{
    const string MachineText = "machine";

    /// <summary>Microseconds: less is not worth a record.</summary>
    const long LeastFree = 10;

    NodeIdle _idle;
    long _idleSince;
    long? _freeSince; // microseconds; the machine has not said yet what comes next

    /// <summary>Notes whether the device has nothing to do, and why.</summary>
    public void Idle(NodeIdle why)
    {
        if (why == _idle)
        {
            return;
        }

        EndFree();

        var (before, since) = (_idle, _idleSince);
        (_idle, _idleSince) = (why, time.GetTimestamp());
        if (_assignment is null || before is NodeIdle.Busy or NodeIdle.Unassigned)
        {
            return;
        }

        var waited = time.GetElapsedTime(since, _idleSince);
        var begin = _log.At(since);
        _log.Add(Now(TimelineKind.Idle) with { Begin = begin, Duration = _log.At(_idleSince) - begin, Text = Instruments.Text(before) });
        if (before is NodeIdle.Leader)
        {
            Instruments.WaitedForLeader(waited);
        }
        else if (before is NodeIdle.Neighbours)
        {
            Instruments.Waited(waited);
            _steps.Values.FirstOrDefault()?.Span?.AddEvent(
                new(Instruments.WaitEvent, time.GetUtcNow(), new() { [Instruments.SecondsTag] = waited.TotalSeconds }));
        }
    }

    /// <summary>Notes for how long the device was free before the machine knew, and had decided what comes next.</summary>
    void EndFree()
    {
        if (_freeSince is not { } since)
        {
            return;
        }

        _freeSince = null;
        if (_log.Now - since is >= LeastFree and var free)
        {
            _log.Add(Now(TimelineKind.Idle) with { Begin = since, Duration = free, Text = MachineText });
        }
    }
}
