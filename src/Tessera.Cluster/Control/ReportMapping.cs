using System.Collections.Immutable;
using Tessera.Cluster.Contracts;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Reports as contracts, and back.</summary>
static class ReportMapping
{
    public static void Write(Report report, Control control)
    {
        switch (report)
        {
            case Report.Ready ready:
                control.Ready = new() { Epoch = ready.Epoch.Value };
                break;
            case Report.Stepped stepped:
                control.Stepped = new() { Epoch = stepped.Epoch.Value, Evaluation = stepped.Evaluation, Counters = ToContract(stepped.Counters) };
                control.Stepped.Tiles.AddRange(Values(stepped.Tiles));
                break;
            case Report.Stored stored:
                control.Stored = new() { Epoch = stored.Epoch.Value, Step = stored.Step };
                control.Stored.Tiles.AddRange(stored.Tiles.Select(tile => new Contracts.StoredTile { Tile = tile.Tile.Value, Digest = tile.Digest.Value }));
                break;
            case Report.NotStored lacking:
                control.NotStored = new() { Epoch = lacking.Epoch.Value, Tile = lacking.Tile.Value, Message = lacking.Message };
                break;
            case Report.Unreadable unreadable:
                control.Unreadable = new()
                {
                    Epoch = unreadable.Epoch.Value,
                    Cut = Wire.ToContract(unreadable.Cut),
                    Tile = unreadable.Tile.Value,
                    Message = unreadable.Message,
                };
                break;
            case Report.Finished finished:
                control.Finished = new() { Epoch = finished.Epoch.Value };
                control.Finished.Tiles.AddRange(Values(finished.Tiles));
                break;
            case Report.Failed failed:
                control.Failed = new() { Epoch = failed.Epoch.Value, Running = Wire.ToContract(failed.Running), Message = failed.Message };
                break;
            default:
                throw new NotSupportedException(report.GetType().Name);
        }
    }

    public static Report FromContract(Control control) => control.BodyCase switch
    {
        Control.BodyOneofCase.Ready => new Report.Ready(Wire.Epoch(control.Ready.Epoch)),
        Control.BodyOneofCase.Stepped => FromContract(control.Stepped),
        Control.BodyOneofCase.Stored => FromContract(control.Stored),
        Control.BodyOneofCase.NotStored => new Report.NotStored(
            Wire.Epoch(control.NotStored.Epoch), Wire.Tile(control.NotStored.Tile), Wire.Text(control.NotStored.Message)),
        Control.BodyOneofCase.Unreadable => FromContract(control.Unreadable),
        Control.BodyOneofCase.Finished => new Report.Finished(Wire.Epoch(control.Finished.Epoch), Wire.Tiles(control.Finished.Tiles)),
        Control.BodyOneofCase.Failed => FromContract(control.Failed),
        _ => throw new InvalidDataException("it has no body that is known"),
    };

    static Report.Stepped FromContract(Stepped stepped) => new(
        Wire.Epoch(stepped.Epoch), Wire.Count(stepped.Evaluation, "an evaluation"), Wire.Tiles(stepped.Tiles), FromContract(stepped.Counters));

    static Report.Stored FromContract(Stored stored)
    {
        Wire.Require(stored.Tiles.Count <= MachineLimits.TilesPerReport, $"{stored.Tiles.Count} tiles are stored");
        return new(
            Wire.Epoch(stored.Epoch),
            Wire.Count(stored.Step, "a step"),
            [.. stored.Tiles.Select(tile => new Tiling.Machines.StoredTile(Wire.Tile(tile.Tile), new(tile.Digest)))]);
    }

    static Report.Unreadable FromContract(Unreadable unreadable) => new(
        Wire.Epoch(unreadable.Epoch), Wire.FromContract(unreadable.Cut), Wire.Tile(unreadable.Tile), Wire.Text(unreadable.Message));

    static Report.Failed FromContract(Failed failed)
    {
        Wire.Require(failed.Running is not null, "a failure does not say of what");
        return new(Wire.Epoch(failed.Epoch), Wire.FromContract(failed.Running!), Wire.Text(failed.Message));
    }

    static Counters ToContract(in ExchangeCounters counters) => new()
    {
        LocalBytes = counters.LocalBytes,
        RemoteBytes = counters.RemoteBytes,
        Late = counters.Late,
        Duplicate = counters.Duplicate,
        TooEarly = counters.TooEarly,
        LowerEpoch = counters.LowerEpoch,
        Stranger = counters.Stranger,
    };

    static ExchangeCounters FromContract(Counters? counters) => counters is null
        ? default
        : new(
            counters.LocalBytes,
            counters.RemoteBytes,
            counters.Late,
            counters.Duplicate,
            counters.TooEarly,
            counters.LowerEpoch,
            counters.Stranger);

    static IEnumerable<int> Values(ImmutableArray<TileId> tiles) => tiles.Select(tile => tile.Value);
}
