using System.Text.Json;

namespace Tessera.Cluster;

/// <summary>Adds timelines up, one at a time, to a report. What stands in them is anybody's: sums may wrap around, and nothing grows without a bound.</summary>
sealed class JobReportBuilder
{
    const double Microseconds = 1e6;

    /// <summary>Stages and evaluations that are told apart at most: honest jobs have fewer.</summary>
    const int MostKeys = 65536;

    readonly SortedDictionary<int, Stage> _stages = [];
    readonly Dictionary<(int Stage, int Evaluation), (int Step, long Tiles)> _evaluations = [];
    readonly SortedDictionary<string, long> _commits = new(StringComparer.Ordinal);
    readonly List<NodeReport> _nodes = [];
    readonly List<string> _leaders = [];
    readonly List<EpochReport> _epochs = [];
    string? _ended;
    long _endedAt;
    int? _endedIn; // the ownership in which it did; null when whoever ended it had given no tiles away
    (int Epoch, long At) _owned; // the last ownership
    long _first = long.MaxValue;
    long _last;
    double _commitTime;

    /// <summary>Whether the job was tried again after it had ended. Clocks of leaders may differ, epochs do not.</summary>
    bool GoesOn => _endedIn is { } epoch ? _owned.Epoch > epoch : _owned.At > _endedAt;

    public void Add(NodeTimeline timeline)
    {
        foreach (var entry in timeline.Entries)
        {
            _first = Math.Min(_first, entry.Begin);
            _last = Math.Max(_last, entry.End);
            Take(entry);
        }

        if (timeline.Member.IsLeader)
        {
            _leaders.Add(timeline.Member.Member.ToString());
        }
        else
        {
            _nodes.Add(NodeReportBuilder.Build(timeline));
        }
    }

    public JobReport Build(string job, JsonElement? picture)
    {
        var again = _evaluations.Where(pair => _stages.TryGetValue(pair.Key.Stage, out var stage) && stage.Tiles > 0 && pair.Value.Tiles > stage.Tiles).ToList();
        var (outcome, reason) = (GoesOn ? null : _ended)?.Split(": ", 2) switch
        {
            [var how, var why] => (how, why),
            [var how] => (how, null),
            _ => (default(string), default(string)),
        };
        return new()
        {
            Job = job,
            Outcome = outcome,
            Reason = reason,
            BeganAt = _last == 0 ? null : At(_first),
            EndedAt = _last == 0 ? null : At(_last),
            Seconds = _last == 0 ? 0 : (_last - _first) / Microseconds,
            Tokens = _nodes.Aggregate(0L, (sum, node) => sum + node.Tokens),
            Stages = [.. _stages.Select(pair => pair.Value.ToReport(pair.Key))],
            Nodes = _nodes,
            Leaders = _leaders,
            LocalBytes = _nodes.Aggregate(0L, (sum, node) => sum + node.LocalBytes),
            RemoteBytes = _nodes.Aggregate(0L, (sum, node) => sum + node.RemoteBytes),
            Epochs = [.. _epochs.OrderBy(epoch => epoch.Epoch).ThenBy(epoch => epoch.At)],
            EvaluationsAgain = again.Aggregate(0L, (sum, pair) => sum + pair.Value.Tiles - _stages[pair.Key.Stage].Tiles),
            StepsAgain = again.Select(pair => (pair.Key.Stage, pair.Value.Step)).Distinct().Count(),
            Commits = _commits,
            CommitSeconds = _commitTime / Microseconds,
            Picture = picture,
        };
    }

    void Take(in TimelineEntry entry)
    {
        switch (entry.Kind)
        {
            case TimelineKind.Preparing or TimelineKind.Denoising or TimelineKind.Stitching when StageOf(entry) is { } stage:
                stage.Add(entry);
                break;
            case TimelineKind.Evaluate when StageOf(entry) is { } stage:
                stage.Tokens += entry.Tokens;
                Count(entry);
                break;
            case TimelineKind.Commit when _commits.Count < Limits.ReportLines || _commits.ContainsKey(entry.Text ?? ""):
                _commits[entry.Text ?? ""] = _commits.GetValueOrDefault(entry.Text ?? "") + 1;
                _commitTime += entry.Duration;
                break;
            case TimelineKind.Epoch:
                _owned = (Math.Max(_owned.Epoch, entry.Epoch ?? 0), Math.Max(_owned.At, entry.Begin));
                if (_epochs.Count < Limits.ReportLines)
                {
                    _epochs.Add(new(entry.Epoch ?? 0, At(entry.Begin), entry.Stage ?? 0, entry.Step ?? 0, entry.Count, entry.Text));
                }

                break;
            case TimelineKind.Ended when entry.Begin >= _endedAt:
                (_ended, _endedAt, _endedIn) = (entry.Text, entry.Begin, entry.Epoch);
                break;
            default:
                break;
        }
    }

    void Count(in TimelineEntry entry)
    {
        var key = (entry.Stage ?? 0, entry.Evaluation ?? 0);
        if (_evaluations.TryGetValue(key, out var before) || _evaluations.Count < MostKeys)
        {
            _evaluations[key] = (entry.Step ?? 0, before.Tiles + entry.Tiles);
        }
    }

    Stage? StageOf(in TimelineEntry entry)
    {
        if (entry.Stage is not { } index || (!_stages.ContainsKey(index) && _stages.Count >= MostKeys))
        {
            return null;
        }

        if (!_stages.TryGetValue(index, out var stage))
        {
            _stages.Add(index, stage = new());
        }

        return stage;
    }

    static DateTimeOffset At(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);

    sealed class Stage
    {
        long _preparing;
        long _denoising;
        long _stitching;

        public int Tiles { get; private set; }

        public long Tokens { get; set; }

        public void Add(in TimelineEntry entry)
        {
            Tiles = Math.Max(Tiles, entry.Tiles);
            _preparing += entry.Kind is TimelineKind.Preparing ? entry.Duration : 0;
            _denoising += entry.Kind is TimelineKind.Denoising ? entry.Duration : 0;
            _stitching += entry.Kind is TimelineKind.Stitching ? entry.Duration : 0;
        }

        public StageReport ToReport(int stage) =>
            new(stage, Tiles, _preparing / Microseconds, _denoising / Microseconds, _stitching / Microseconds, Tokens);
    }
}
