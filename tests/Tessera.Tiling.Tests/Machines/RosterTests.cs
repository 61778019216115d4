using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class RosterTests
{
    static readonly Worker A = new(new("a", 1), 2);
    static readonly Worker B = new(new("b", 1), 1);

    readonly Roster _both = Roster.Empty.Join(A).Next.Join(B).Next;

    [Fact]
    public void Straggler_keeps_less_and_less_of_its_share_then_nothing_and_is_forgiven()
    {
        var roster = _both.Penalise(A.Member);
        roster.Choose([], null).ShouldBe([A with { Speed = 1 }, B]);
        roster = roster.Penalise(A.Member);
        roster.Choose([], null).ShouldBe([A with { Speed = 0.5 }, B]);
        roster = roster.Penalise(A.Member);
        roster.Choose([], null).ShouldBe([B]);
        roster.Forgive().Choose([], null).ShouldBe([A, B]);
    }

    [Theory]
    [InlineData(0.8, 1)]
    [InlineData(0.79, 0.79)]
    public void Node_that_is_hardly_slower_than_the_fastest_counts_as_fast(double speed, double counted)
    {
        Roster.Empty.Join(B).Next.Join(A with { Speed = speed }).Next.Choose([], null).ShouldBe([A with { Speed = counted }, B]);
    }

    [Fact]
    public void Node_on_which_a_tile_failed_is_left_out_also_when_it_was_restarted()
    {
        var roster = _both.Leave(A.Member).Join(A with { Member = new("a", 2) }).Next;

        roster.Choose([new(new(0), 0, new(1), A.Member, Died: false, "")], null).ShouldBe([B]);
    }

    [Fact]
    public void Node_that_leaves_gets_nothing_and_others_keep_their_addresses()
    {
        var roster = Roster.Empty.Join(A).Next.Join(B with { Address = "b:1" }).Next.Hear(A.Member, new(2, new(1), NodePhase.Running, null, IsLeaving: true));

        roster.Choose([], null).ShouldBe([B with { Address = "b:1" }]);
        roster.Leave(B.Member).Choose([], null).ShouldBeEmpty();
    }

    [Fact]
    public void Drained_node_gets_nothing_also_when_it_was_restarted_until_it_is_not()
    {
        var roster = _both.Drain(["a", "nobody"]);

        roster.Choose([], null).ShouldBe([B]);
        roster.Leave(A.Member).Join(A with { Member = new("a", 2) }).Next.Forgive().Choose([], null).ShouldBe([B]);
        roster.Exclude(B.Member).Choose([], null).ShouldBe([B]); // a drained one does not stand in for a straggler
        roster.Drain([]).Choose([], null).ShouldBe([A, B]);
    }

    [Fact]
    public void Job_takes_nodes_that_round_alike_the_fastest_class_first_and_stays_with_them()
    {
        var roster = Roster.Empty.Join(A with { Numerics = "x" }).Next.Join(B with { Numerics = "y" }).Next.Join(new(new("c", 1), 1.5, Numerics: "y")).Next;

        roster.Choose([], null).Select(worker => worker.Member.Name).ShouldBe(["b", "c"]);
        roster.Choose([], "x").Select(worker => worker.Member.Name).ShouldBe(["a"]);
        roster.Choose([], "z").ShouldBeEmpty();
    }

    [Fact]
    public void Node_that_most_others_cannot_be_linked_with_is_the_one_to_go()
    {
        var c = new Worker(new("c", 1), 9);
        Member[] nodes = [A.Member, B.Member, c.Member];
        var roster = _both.Join(c).Next
            .Hear(A.Member, Unlinked(1, c.Member)).Hear(B.Member, Unlinked(1, c.Member)).Hear(c.Member, Unlinked(1, A.Member, B.Member));

        roster.MostUnlinked(new(1), nodes).ShouldBe(c.Member);
        roster.MostUnlinked(new(1), nodes[..2]).ShouldBeNull();
        roster.MostUnlinked(new(2), nodes).ShouldBeNull();
        roster.Hear(B.Member, Unlinked(1)).Hear(c.Member, Unlinked(1, A.Member)).MostUnlinked(new(1), nodes).ShouldBe(A.Member); // the slower of two
        roster.CutOff(c.Member).Choose([], null).ShouldBe([A, B]);
        roster.CutOff(c.Member).Forgive().Choose([], null).ShouldBe([A, B]);

        static Hello Unlinked(int epoch, params Member[] others) => new(1, new(epoch), NodePhase.Running, null) { Unlinked = [.. others] };
    }

    [Fact]
    public void Whoever_is_left_gets_the_tiles_if_nobody_else_is_there()
    {
        _both.Exclude(A.Member).Exclude(B.Member).Choose([], null).ShouldBe([A, B]);
        _both.Leave(A.Member).Leave(B.Member).Choose([], null).ShouldBeEmpty();
    }

    [Fact]
    public void Only_a_restart_shows_that_a_node_died()
    {
        var running = new Running(0, 1, [new(0)]);
        var lost = _both.Hear(A.Member, new(2, new(1), NodePhase.Running, running)).Leave(A.Member);

        lost.Join(A).Death.ShouldBeNull();
        lost.Join(A with { Member = new("a", 2) }).Death.ShouldBe((A.Member, running));
        lost.Join(A with { Member = new("a", 2) }).Next.Join(A with { Member = new("a", 3) }).Death.ShouldBeNull();
    }
}
