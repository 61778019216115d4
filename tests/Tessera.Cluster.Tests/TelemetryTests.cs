using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tessera.Cluster.Tests.Shells;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Sources and meters are shared by the whole process, so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class TelemetryTests
{
    readonly JobPlan _plan = Jobs.ThreeStages(Jobs.Heun);
    readonly ConcurrentBag<Activity> _spans = [];
    readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    [Fact]
    public async Task Job_is_one_trace_of_stages_and_steps_and_tiles_link_to_their_stage()
    {
        using var listener = Listen();
        await RunAsync(nodes: 3);

        var job = _spans.Single(span => span.OperationName == "job");
        var stages = _spans.Where(span => span.OperationName == "stage").ToList();
        var steps = _spans.Where(span => span.OperationName == "step").ToList();
        var tiles = _spans.Where(span => span.OperationName == "tile").ToList();

        job.Parent.ShouldBeNull();
        job.GetTagItem("tessera.outcome").ShouldBe("done");
        stages.Count.ShouldBe(3);
        stages.ShouldAllBe(stage => stage.ParentSpanId == job.SpanId);
        _spans.Where(span => span.OperationName == "stitch").Select(span => span.ParentSpanId).ShouldBe(stages.Select(stage => stage.SpanId), ignoreOrder: true);

        // Nodes with tiles x steps: 1 x 2, 3 x 3, 3 x 2.
        steps.Count.ShouldBe(2 + 9 + 6);
        steps.ShouldAllBe(step => stages.Any(stage => stage.SpanId == step.ParentSpanId) && step.TraceId == job.TraceId);
        steps.Count(step => (int)step.GetTagItem("tessera.node")! == 2).ShouldBe(5);

        tiles.Count.ShouldBe(1 + 4 + 12);
        tiles.ShouldAllBe(tile => tile.TraceId != job.TraceId && stages.Any(stage => stage.SpanId == tile.Links.Single().Context.SpanId));
    }

    [Fact]
    public async Task Metrics_count_steps_bytes_and_jobs()
    {
        using var listener = Measure();
        var result = await RunAsync(nodes: 3);

        _counts["tessera.step.duration"].ShouldBe(17);
        _sums["tessera.jobs done"].ShouldBe(1);
        _sums["tessera.exchange.bytes local"].ShouldBe(result.Exchange.LocalBytes);
        _sums["tessera.exchange.bytes remote"].ShouldBe(result.Exchange.RemoteBytes);
        _counts.Keys.ShouldNotContain(name => name.StartsWith("tessera.exchange.dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failed_job_has_an_error_that_does_not_tell_the_reason_which_may_quote_a_prompt()
    {
        using var listener = Listen();
        using var measure = Measure();

        await Should.ThrowAsync<JobFailedException>(RunAsync(nodes: 2, (name, _) => name == "TakeCore" ? throw new IOException("unknown tag 'secret'") : Task.CompletedTask));

        var job = _spans.Single(span => span.OperationName == "job");
        (job.Status, job.StatusDescription).ShouldBe((ActivityStatusCode.Error, "failed"));
        _spans.SelectMany(span => span.TagObjects.Concat(span.Events.SelectMany(happened => happened.Tags))).Select(tag => $"{tag.Value}")
            .ShouldAllBe(value => !value.Contains("secret", StringComparison.Ordinal));
        _sums["tessera.jobs failed"].ShouldBe(1);
    }

    [Fact]
    public void Waiting_for_other_nodes_is_an_event_of_the_step_and_is_measured()
    {
        using var listener = Listen();
        using var measure = Measure();
        var time = new ManualTime();
        using (var trace = new NodeTrace(time))
        {
            trace.Assign(_plan, new Order.Assign(new(1), 1, 0, [new(new("a", 1), 1), new(new("b", 1), 1)]), null);
            trace.Before(new NodeEffect.Initialise(1, [new(0), new(1)]));
            trace.Before(new NodeEffect.Evaluate(0, [new(0), new(1)]));
            trace.Idle(NodeIdle.Neighbours);
            time.Advance(TimeSpan.FromSeconds(3));
            trace.Idle(NodeIdle.Neighbours);
            trace.Idle(NodeIdle.Leader);
            time.Advance(TimeSpan.FromSeconds(2));
            trace.Idle(NodeIdle.Busy);
        }

        _sums["tessera.exchange.wait"].ShouldBe(3);
        _sums["tessera.leader.wait"].ShouldBe(2);
        _spans.Single().Events.Single().Name.ShouldBe("exchange wait");
    }

    [Fact]
    public async Task Job_of_a_cluster_is_one_trace_across_its_orders_and_has_every_metric()
    {
        using var listener = Listen();
        using var measure = Measure();
        var jobs = new List<JobId>();
        await using (var cluster = new ShellCluster(nodes: 2) { Pace = TimeSpan.FromMilliseconds(100) })
        {
            cluster.StartLeader("leader");
            cluster.StartNode(0);
            cluster.StartNode(1);
            jobs.Add(await cluster.SubmitAsync("3"));
            jobs.Add(await cluster.SubmitAsync("2"));
            await cluster.UntilReportedAsync(jobs[1]);
        }

        foreach (var (id, steps) in jobs.Zip((int[])[3, 2]))
        {
            var job = _spans.Single(span => span.OperationName == "job" && (string?)span.GetTagItem("tessera.job") == id.ToString());
            job.GetTagItem("tessera.outcome").ShouldBe("done");
            var trace = _spans.Where(span => span.TraceId == job.TraceId).ToLookup(span => span.OperationName, StringComparer.Ordinal);
            var stage = trace["stage"].ShouldHaveSingleItem();
            (stage.ParentSpanId, stage.GetTagItem("tessera.stage")).ShouldBe((job.SpanId, 0));
            trace["stitch"].Single().ParentSpanId.ShouldBe(stage.SpanId);

            // The nodes heard of the stage's span in their orders alone.
            trace["step"].Select(step => ((int)step.GetTagItem("tessera.node")!, (int)step.GetTagItem("tessera.step")!))
                .ShouldBe(Enumerable.Range(0, steps).SelectMany(step => ((int, int)[])[(0, step), (1, step)]), ignoreOrder: true);
            trace["step"].ShouldAllBe(step => step.ParentSpanId == stage.SpanId && step.HasRemoteParent && (int)step.GetTagItem("tessera.epoch")! > 0);
            trace["step"].Sum(step => (long)step.GetTagItem("tessera.bytes")!).ShouldBeGreaterThan(0);
            _spans.Count(span => span.OperationName == "tile" && span.Links.Single().Context.SpanId == stage.SpanId).ShouldBe(12);
        }

        var metrics = _counts.Keys.Select(name => name.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in (string[])[
            "tessera.step.duration", "tessera.exchange.bytes", "tessera.device.duration", "tessera.storage.duration", "tessera.commits", "tessera.commit.duration",
            "tessera.epochs", "tessera.jobs", "tessera.job.duration", "tessera.mailbox.depth", "tessera.leader.wait"])
        {
            metrics.Contains(name).ShouldBeTrue(name);
        }

        _sums["tessera.jobs done"].ShouldBe(2);
        _counts["tessera.storage.duration save"].ShouldBeInRange(12 * 3, 12 * 5); // a job need not wait for the last
        _counts.Keys.ShouldAllBe(name => jobs.All(id => !name.Contains(id.ToString(), StringComparison.Ordinal)));
    }

    async Task<JobResult> RunAsync(int nodes, Func<string, CancellationToken, Task>? before = null)
    {
        var sink = new HashSink(_plan);
        var blocks = new BlockLedger();
        var devices = Enumerable.Range(0, nodes)
            .Select(_ => new HashDevice(_plan, sink, blocks, 16) { Before = before ?? ((_, _) => Task.CompletedTask) });
        return await LocalCluster.RunAsync(_plan, [.. devices], sink);
    }

    ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    MeterListener Measure()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Instruments.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        return listener;
    }

    void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => tag.Value)]);
        _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        _counts.AddOrUpdate(name, 1, (_, count) => count + 1);
    }
}
