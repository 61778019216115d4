using System.Buffers;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

/// <summary>A node that stores its tiles' states, begins at a cut, and listens for its leader.</summary>
public sealed class StoringTests
{
    const int Steps = 6;
    static readonly Epoch First = new(1);
    static readonly Epoch Second = new(2);
    static readonly TileId Tile = new(0);

    readonly BlockLedger _blocks = new();

    // A single tile, so that nothing is waited for but what is under test.
    readonly JobPlan _plan = new([new JobStage(Jobs.Plan(CoherenceMode.Halo, 4, 4, 1, 1), Steps, 1)], CutEvery: 1);
    readonly List<NodeEffect> _effects = [];
    NodeMachine _node;
    TimeSpan _now;

    public StoringTests() => _node = new(4);

    [Fact]
    public void State_is_saved_after_each_step_and_reported_once_it_is_durable_and_then_each_second()
    {
        Begin();
        Step();
        var save = One<NodeEffect.Save>();
        (save.Cut, save.State.Tile, save.State.Digest).ShouldBe((new CutName(First, 1), Tile, DigestOf(1)));
        Reports<Report.Stored>().ShouldBeEmpty();

        On(new NodeEvent.Saved(save.Cut, Tile));
        Reports<Report.Stored>().Single().Tiles.ShouldBe([new StoredTile(Tile, DigestOf(1))]);
        Beat();
        Reports<Report.Stored>().Single().Step.ShouldBe(1);

        Tell(new Order.Proceed(First, Cut: 1));
        Beat();
        Reports<Report.Stored>().ShouldBeEmpty();
    }

    [Fact]
    public void Tile_makes_two_steps_beyond_the_last_cut_and_no_more()
    {
        Begin();
        Step();
        Step();
        _effects.ShouldNotContain(effect => effect is NodeEffect.DeviceCall);
        _node.Idle.ShouldBe(NodeIdle.Leader);

        Tell(new Order.Proceed(First, Cut: 1));
        One<NodeEffect.Evaluate>().Evaluation.ShouldBe(2);
    }

    [Fact]
    public void No_step_begins_while_the_leader_is_silent()
    {
        Begin();
        Pass(MachineLimits.ContactWithin.TotalSeconds);
        Step();
        _effects.ShouldNotContain(effect => effect is NodeEffect.DeviceCall);

        Tell(new Order.Proceed(First));
        One<NodeEffect.Evaluate>().Evaluation.ShouldBe(1);
    }

    [Fact]
    public void State_that_could_not_be_saved_is_told_and_tried_again_each_second()
    {
        Begin();
        Step();
        On(new NodeEvent.NotSaved(new(First, 1), Tile, "disk full"));
        Reports<Report.NotStored>().Single().Message.ShouldBe("disk full");

        Beat();
        One<NodeEffect.Save>().Cut.ShouldBe(new CutName(First, 1));
        Beat();
        _effects.ShouldNotContain(effect => effect is NodeEffect.Save);
        On(new NodeEvent.Saved(new(First, 1), Tile));
        Reports<Report.Stored>().Count.ShouldBe(1);
    }

    [Fact]
    public void Older_states_go_when_a_cut_is_complete_and_their_files_when_it_is_said_which_count()
    {
        Begin();
        StepAndSave(1);
        StepAndSave(2);
        _blocks.Alive.ShouldBe(2);

        Tell(new Order.Proceed(First, Cut: 2, Keep: new(First, 1)));
        One<NodeEffect.DeleteBelow>().Cut.ShouldBe(new CutName(First, 1));
        _blocks.Alive.ShouldBe(1);
        Tell(new Order.Proceed(First, Cut: 2, Keep: new(First, 1)));
        _effects.ShouldNotContain(effect => effect is NodeEffect.DeleteBelow);
    }

    [Fact]
    public void State_that_is_being_written_is_kept_until_it_is()
    {
        Begin();
        Step();
        Tell(new Order.Stop(First));
        _blocks.Alive.ShouldBe(1);

        On(new NodeEvent.Saved(new(First, 1), Tile));
        _blocks.Alive.ShouldBe(0);
        Reports<Report.Stored>().ShouldBeEmpty();
    }

    [Fact]
    public void New_ownership_begins_with_the_state_in_memory()
    {
        Begin();
        StepAndSave(1);
        StepAndSave(2);
        Tell(Rewind(1));

        var restore = One<NodeEffect.Restore>();
        (restore.Step, restore.States.Single().Digest).ShouldBe((1, DigestOf(1)));
        _blocks.Alive.ShouldBe(1);
        On(new NodeEvent.Initialised());
        Reports<Report.Ready>().Single().Epoch.ShouldBe(Second);
        Tell(new Order.Proceed(Second, Cut: 1));
        One<NodeEffect.Evaluate>().Evaluation.ShouldBe(1);
    }

    [Fact]
    public void New_ownership_reads_the_state_that_is_not_in_memory()
    {
        Tell(Rewind(3));
        var load = One<NodeEffect.Load>();
        (load.Cut, load.Tile, load.Digest).ShouldBe((new CutName(First, 3), Tile, DigestOf(3)));
        _node.Phase.ShouldBe(NodePhase.Loading);

        On(new NodeEvent.Loaded(load.Cut, State(3)));
        One<NodeEffect.Restore>().Step.ShouldBe(3);
    }

    [Fact]
    public void State_that_cannot_be_read_is_told_each_second_and_a_late_one_is_discarded()
    {
        Tell(Rewind(3));
        On(new NodeEvent.NotLoaded(new(First, 3), Tile, "damaged"));
        Reports<Report.Unreadable>().Single().ShouldBe(new Report.Unreadable(Second, new(First, 3), Tile, "damaged"));
        Beat();
        Reports<Report.Unreadable>().Count.ShouldBe(1);

        Tell(new Order.Assign(Second.Next, 0, 0, Jobs.Workers(1)));
        One<NodeEffect.Initialise>();
        On(new NodeEvent.Loaded(new(First, 3), State(3)));
        _blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public void Last_cut_leads_straight_to_the_core_which_is_handed_over_until_it_is_taken()
    {
        Tell(Rewind(Steps));
        On(new NodeEvent.Loaded(new(First, Steps), State(Steps)));
        On(new NodeEvent.Initialised());
        Tell(new Order.Proceed(Second, Cut: Steps));
        One<NodeEffect.TakeCore>().Tile.ShouldBe(Tile);

        On(new NodeEvent.CoreTaken(Tile, Block()));
        One<NodeEffect.HandOver>().Epoch.ShouldBe(Second);
        On(new NodeEvent.NotHandedOver(Second, Tile, "disk full"));
        Reports<Report.NotStored>().Count.ShouldBe(1);
        Beat();
        One<NodeEffect.HandOver>();
        On(new NodeEvent.HandedOver(Second, Tile));
        Reports<Report.Finished>().Single().Tiles.ShouldBe([Tile]);
        Beat();
        Reports<Report.Finished>().Count.ShouldBe(1);
        _blocks.Alive.ShouldBe(1);
    }

    [Fact]
    public void Hello_says_each_second_where_the_node_stands_and_what_its_device_is_at()
    {
        Pass(0.25);
        One<NodeEffect.Greet>().Hello.ShouldBe(new Hello(1, default, NodePhase.Idle, null));
        Begin();
        Beat();
        var hello = One<NodeEffect.Greet>().Hello;
        (hello.Epoch, hello.Phase, hello.Running!.Stage, hello.Running.Evaluation).ShouldBe((First, NodePhase.Running, 0, 0));
        hello.Running.Tiles.ShouldBe([Tile]);
    }

    [Fact]
    public void Failure_is_told_each_second_until_there_is_another_assignment()
    {
        Begin();
        On(new NodeEvent.Failed("it broke"));
        Beat();
        Reports<Report.Failed>().Single().Message.ShouldBe("it broke");

        Tell(new Order.Assign(Second, 0, 0, Jobs.Workers(1)));
        Beat();
        Reports<Report.Failed>().ShouldBeEmpty();
    }

    void Begin()
    {
        Tell(new Order.Assign(First, 0, 0, Jobs.Workers(1)));
        On(new NodeEvent.Initialised());
        Tell(new Order.Proceed(First));
        One<NodeEffect.Evaluate>();
    }

    /// <summary>Answers the calls of one step.</summary>
    void Step()
    {
        On(new NodeEvent.Evaluated([new TileBlocks(Tile, [])]));
        var step = One<NodeEffect.FuseAndStep>();
        step.Capture.ShouldBeTrue();
        On(new NodeEvent.Stepped(step.Evaluation, [Tile], [State(step.Evaluation + 1)]));
    }

    void StepAndSave(int step)
    {
        Step();
        var effects = _effects.ToList();
        On(new NodeEvent.Saved(new(First, step), Tile));
        _effects.AddRange(effects);
    }

    static Order Rewind(int step) => new Order.Assign(Second, 0, 0, Jobs.Workers(1), new(new(First, step), [DigestOf(step)]));

    static Digest DigestOf(int step) => new((ulong)step);

    TileState State(int step) => new(Tile, DigestOf(step), Block());

    IMemoryOwner<byte> Block() => _blocks.Make([1]);

    T One<T>()
        where T : NodeEffect => _effects.OfType<T>().Single();

    List<T> Reports<T>()
        where T : Report => [.. _effects.OfType<NodeEffect.Tell>().Select(tell => tell.Report).OfType<T>()];

    void Tell(Order order) => On(new NodeEvent.Told(order, _plan));

    void Beat() => Pass(MachineLimits.BeatEvery.TotalSeconds);

    void Pass(double seconds) => On(new NodeEvent.Tick(_now += TimeSpan.FromSeconds(seconds)));

    /// <summary>Takes an event, and keeps the effects of this one alone.</summary>
    void On(NodeEvent happened)
    {
        (_node, var effects) = _node.On(happened);
        _effects.Clear();
        _effects.AddRange(effects);
        foreach (var discard in effects.OfType<NodeEffect.Discard>())
        {
            discard.Block.Dispose();
        }
    }
}
