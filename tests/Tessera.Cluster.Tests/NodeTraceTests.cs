using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Tessera.Cluster.Tests.Timelines;
using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests;

[Collection(nameof(Alone))]
public sealed class NodeTraceTests : IDisposable
{
    readonly JobPlan _plan = Jobs.OneStage(steps: 3) with { CutEvery = 1 };
    readonly NodeTrace _trace = new(TimeProvider.System);
    int _steps;

    ImmutableArray<TileId> Tiles => [.. _plan.Stages[0].Plan.Tiles.Select(tile => tile.Id)];

    [Fact]
    public void Steps_are_counted_with_the_tiles_that_a_rewind_gave()
    {
        using var listener = Measure();
        Assign(epoch: 1);
        _trace.Before(new NodeEffect.Initialise(0, Tiles[..1]));
        Step(0, Tiles[..1]);
        _steps.ShouldBe(1);

        Assign(epoch: 2);
        _trace.Before(new NodeEffect.Restore(0, 1, [.. Tiles.Select(tile => new TileState(tile, default, Block.Rent(1)))]));
        Step(1, Tiles);
        _steps.ShouldBe(2);
    }

    [Fact]
    public void Answer_of_a_call_of_an_ended_assignment_counts_for_nothing()
    {
        using var listener = Measure();
        Assign(epoch: 1);
        _trace.Before(new NodeEffect.Initialise(0, Tiles));
        _trace.Before(new NodeEffect.Evaluate(0, Tiles));
        Assign(epoch: 2);
        _trace.After(new NodeEvent.Stepped(0, Tiles, []));
        _steps.ShouldBe(0);
    }

    [Fact]
    public async Task Every_moment_of_an_assignment_is_a_call_or_idle_for_a_reason()
    {
        using var folder = new TimelineFolder();
        var time = new ManualTime();
        await using (var timeline = new Timeline(time))
        {
            using var trace = new NodeTrace(time);
            var log = timeline.Open(folder.Path, TimelineFolder.Worker);
            trace.Assign(_plan, new Order.Assign(new(1), 0, 0, Jobs.Workers(1)), parent: null, log);
            Pass(7);
            Call(new NodeEffect.Initialise(0, Tiles), new NodeEvent.Initialised());
            trace.Idle(NodeIdle.Ready);
            Pass(3);
            Call(new NodeEffect.Evaluate(0, Tiles), new NodeEvent.Evaluated([]));
            trace.Idle(NodeIdle.Neighbours);
            Pass(4);
            Call(new NodeEffect.FuseAndStep(0, [], Capture: false), new NodeEvent.Stepped(0, Tiles, []));
            trace.Idle(NodeIdle.Finished);
            Pass(5);
            trace.After(new NodeEvent.Told(new Order.Stop(new(1))));
            Pass(100); // without tiles

            void Call(NodeEffect.DeviceCall call, NodeEvent.Answer answer)
            {
                var measure = trace.Before(call).Begin();
                Pass(2);
                measure = measure.End();
                Pass(1); // before the machine knows
                trace.After(answer, default, measure);
            }
        }

        var read = TimelineReader.Read(folder.Job).Single();
        read.Coverage().ShouldBe((28_000, 28_000));
        NodeReportBuilder.Build(read).Waits.ToDictionary(wait => wait.Key, wait => Math.Round(1000 * wait.Value), StringComparer.Ordinal).ShouldBe(
            new Dictionary<string, double>(StringComparer.Ordinal) { ["ready"] = 3, ["neighbours"] = 4, ["finished"] = 5, ["machine"] = 10 }, ignoreOrder: true);
        read.Entries.Single(entry => entry.Kind is TimelineKind.Evaluate).Tokens.ShouldBe(Tiles.Length * _plan.Stages[0].Plan.Window.Volume);

        void Pass(int milliseconds) => time.Advance(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public void Order_to_stop_that_is_refused_ends_nothing()
    {
        using var listener = Measure();
        Assign(epoch: 2);
        _trace.Before(new NodeEffect.Initialise(0, Tiles));
        _trace.After(new NodeEvent.Told(new Order.Stop(new(1))));
        Step(0, Tiles);
        _steps.ShouldBe(1);
    }

    public void Dispose() => _trace.Dispose();

    void Assign(int epoch) => _trace.Assign(_plan, new Order.Assign(new(epoch), 0, 0, Jobs.Workers(1)), parent: null);

    /// <summary>Every evaluation of a step, tile by tile.</summary>
    void Step(int step, ImmutableArray<TileId> tiles)
    {
        for (var i = 0; i < _plan.Stages[0].EvaluationsPerStep; i++)
        {
            var evaluation = (step * _plan.Stages[0].EvaluationsPerStep) + i;
            foreach (var tile in tiles)
            {
                _trace.Before(new NodeEffect.Evaluate(evaluation, [tile]));
                _trace.After(new NodeEvent.Stepped(evaluation, [tile], []));
            }
        }
    }

    MeterListener Measure()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "tessera.step.duration")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => _steps++);
        listener.Start();
        return listener;
    }
}
