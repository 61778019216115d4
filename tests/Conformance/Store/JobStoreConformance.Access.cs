using Tessera.Cluster;
using Tessera.Tiling.Machines;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <content>Keys, who changed what, nodes and drains.</content>
public abstract partial class JobStoreConformance
{
    protected static readonly Actor Someone = new("ann", "key-1");

    static readonly NewApiKey Key = new("key-1", "ann", "Ann's laptop 火", ApiRole.User, HashOf(1));

    static readonly NodeStatus Node = new("w1", 7, 1.25, long.MaxValue, "avx512 1.0", NodePhase.Running, "10.0.0.1:7100", IsAlive: true, JobId.New(), 9, 4, IsStraggler: true, IsDrained: true);

    /// <summary>Adds keys whose ids are a prefix and 1, 2 and so on.</summary>
    protected virtual async Task FillKeysAsync(string prefix, int count)
    {
        for (var index = 1; index <= count; index++)
        {
            await Store.AddKeyAsync(Key with { Id = $"{prefix}{index}" }, null, None);
        }
    }

    /// <summary>Drains nodes whose names are a prefix and 1, 2 and so on.</summary>
    protected virtual async Task FillDrainsAsync(string prefix, int count)
    {
        for (var index = 1; index <= count; index++)
        {
            await Store.DrainAsync($"{prefix}{index}", true, null, None);
        }
    }

    [Fact]
    public async Task Key_is_found_until_and_after_it_is_revoked()
    {
        (await Store.FindKeyAsync(Key.Id, None)).ShouldBeNull();
        var added = await Store.AddKeyAsync(Key, null, None);

        added.ShouldBe(new(Key.Id, Key.Tenant, Key.Name, Key.Role, Key.Hash, added.CreatedAt, RevokedAt: null));
        (await Store.FindKeyAsync(Key.Id, None)).ShouldBe(added);
        foreach (var other in (string[])["key-2", "KEY-1", "", "key-1\0", "' OR 1=1 --", "\ud83d"])
        {
            (await Store.FindKeyAsync(other, None)).ShouldBeNull();
            (await Store.RevokeKeyAsync(other, Someone, None)).ShouldBeFalse();
        }

        (await Store.RevokeKeyAsync(Key.Id, null, None)).ShouldBeTrue();
        var revoked = (await Store.FindKeyAsync(Key.Id, None)).ShouldNotBeNull();
        revoked.RevokedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(revoked.CreatedAt);
        (await Store.RevokeKeyAsync(Key.Id, null, None)).ShouldBeTrue();
        (await Store.FindKeyAsync(Key.Id, None)).ShouldBe(revoked);
    }

    [Fact]
    public async Task Keys_can_be_added_again_and_not_be_changed_and_are_listed_in_order()
    {
        var first = await Store.AddKeyAsync(Key with { Id = "z" }, null, None);
        var second = await Store.AddKeyAsync(Key with { Id = "a", Role = ApiRole.Operator }, null, None);

        (await Store.AddKeyAsync(Key with { Id = "z" }, null, None)).ShouldBe(first);
        foreach (var other in (NewApiKey[])[Key with { Id = "z", Hash = HashOf(2) }, Key with { Id = "z", Role = ApiRole.Viewer }, Key with { Id = "z", Tenant = "bob" }])
        {
            await Should.ThrowAsync<ArgumentException>(() => Store.AddKeyAsync(other, null, None));
        }

        (await Store.ListKeysAsync(None)).ShouldBe([first, second]);
    }

    [Fact]
    public async Task Key_out_of_its_ranges_is_refused()
    {
        foreach (var key in (NewApiKey[])
        [
            Key with { Id = "" }, Key with { Id = "K" }, Key with { Id = "-" }, Key with { Id = new('k', Limits.TenantCharacters + 1) }, Key with { Tenant = "a b" },
            Key with { Name = "" }, Key with { Name = "a\nb" }, Key with { Name = "\ud83d" }, Key with { Name = new('n', Limits.KeyNameCharacters + 1) },
            Key with { Role = (ApiRole)3 },
        ])
        {
            await Should.ThrowAsync<ArgumentException>(() => Store.AddKeyAsync(key, null, None));
        }

        (await Store.ListKeysAsync(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoked_keys_make_room_when_there_are_too_many()
    {
        await FillKeysAsync("k", Limits.ApiKeysKept);
        (await Should.ThrowAsync<StoreFullException>(() => Store.AddKeyAsync(Key, null, None))).Most.ShouldBe(Limits.ApiKeysKept);
        await Store.RevokeKeyAsync("k7", null, None);
        await AgeRequestsAsync(TimeSpan.FromMinutes(1)); // moves the clock of a store that has none of its own
        await Store.RevokeKeyAsync("k3", null, None);
        await Store.AddKeyAsync(Key, null, None);

        var keys = await Store.ListKeysAsync(None);
        keys.Count.ShouldBe(Limits.ApiKeysKept);
        keys[^1].Id.ShouldBe(Key.Id);
        keys.ShouldNotContain(key => key.Id == "k7");
        keys.ShouldContain(key => key.Id == "k3");
    }

    [Fact]
    public async Task Text_of_a_key_does_not_show_its_hash() =>
        (await Store.AddKeyAsync(Key with { Hash = HashOf(0xab) }, null, None)).ToString().ShouldNotContain("abababababab");

    [Fact]
    public async Task Changes_are_audited_when_somebody_makes_them()
    {
        var (id, _) = await LeadAsync();
        (await Store.ListAuditAsync(9, null, None)).ShouldBeEmpty();
        var job = JobOf("bob", 7) with { Cost = 12 };
        await SubmitAsync(job, Someone);
        await SubmitAsync(job, Someone); // changes nothing
        await Store.CancelAsync(id, new("root"), None);
        await Store.CancelAsync(id, new("root"), None);
        await EndAsync(id, JobOutcome.Cancelled);
        await Store.RetryAsync(id, true, null, Someone, None);
        await Store.RetryAsync(id, true, null, Someone, None);
        await EndAsync(id, JobOutcome.Cancelled);
        await Store.RetryAsync(id, false, null, null, None); // by nobody that it would name
        await EndAsync(id, JobOutcome.Cancelled);
        await Store.DeleteAsync(id, Someone, None);
        await Store.DeleteAsync(id, Someone, None);
        await Store.AddKeyAsync(Key, Someone, None);
        await Store.AddKeyAsync(Key, Someone, None);
        await Store.RevokeKeyAsync(Key.Id, Someone, None);
        await Store.RevokeKeyAsync(Key.Id, Someone, None);
        await Store.DrainAsync(new string('n', Limits.NameCharacters - 1) + "\n", true, Someone, None);

        var entries = await Store.ListAuditAsync(99, null, None);
        entries.Reverse().Select(entry => (entry.Number, entry.By, entry.Action, entry.Job)).ShouldBe(
        [
            (1, Someone, AuditAction.Submit, job.Id), (2, new("root", "-"), AuditAction.Cancel, id), (3, Someone, AuditAction.Retry, id),
            (4, Someone, AuditAction.Delete, id), (5, Someone, AuditAction.AddKey, null), (6, Someone, AuditAction.RevokeKey, null), (7, Someone, AuditAction.Drain, null),
        ]);
        entries[6].Detail.ShouldBe("tenant bob, priority 7, cost 12");
        entries[4].Detail.ShouldBe("from its start");
        entries[2].Detail.ShouldBe("key key-1 of tenant ann, User: Ann's laptop 火");
        entries[0].Detail.Length.ShouldBe(Limits.AuditCharacters);
        entries[6].At.ShouldBe((await FindAsync(job.Id)).SubmittedAt);
        (await Store.ListAuditAsync(2, 6, None)).Select(entry => entry.Number).ShouldBe([5, 4]);
        (await Store.ListAuditAsync(2, 1, None)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.ListAuditAsync(0, null, None));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.ListAuditAsync(Limits.AuditListed + 1, null, None));
    }

    [Fact]
    public async Task Nodes_are_those_that_the_leader_showed_last()
    {
        var nodes = await Store.ListNodesAsync(None);
        (nodes.At, nodes.Nodes.Count).ShouldBe((null, 0));
        await ClaimAsync(Ann, 0);
        NodeStatus other = new("a", 1, 0.5, 0, "", NodePhase.Idle, "", IsAlive: false);

        (await Store.ShowNodesAsync(1, [Node, other], None)).ShouldBeTrue();
        (await Store.ShowNodesAsync(0, [], None)).ShouldBeFalse();
        (await Store.ShowNodesAsync(2, [], None)).ShouldBeFalse();
        (await Store.ListNodesAsync(None)).Nodes.ShouldBe([other, Node]);

        var again = Node with { Incarnation = 8, Speed = 2, Memory = 5, Numerics = "avx2", Phase = NodePhase.Ready, Address = "b:1", IsAlive = false, Job = null, Tiles = 0, Step = 0, IsStraggler = false, IsDrained = false };
        (await Store.ShowNodesAsync(1, [again, Node with { Name = "w2" }], None)).ShouldBeTrue();
        nodes = await Store.ListNodesAsync(None);
        nodes.Nodes.ShouldBe([again, Node with { Name = "w2" }]);
        nodes.At.ShouldNotBeNull();
        await EndLeaseAsync();
        await ClaimAsync(Bob, 0);
        (await Store.ShowNodesAsync(1, [], None)).ShouldBeFalse();
        (await Store.ShowNodesAsync(2, [], None)).ShouldBeTrue();
        (await Store.ListNodesAsync(None)).Nodes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nodes_are_bounded()
    {
        await ClaimAsync(Ann, 0);
        NodeStatus[] most = [.. Enumerable.Range(0, MachineLimits.MostMembers).Select(index => Node with { Name = $"w{index}" })];
        (await Store.ShowNodesAsync(1, most, None)).ShouldBeTrue();

        foreach (var nodes in (NodeStatus[][])
        [
            [.. most, Node], [Node, Node], [Node with { Name = "" }], [Node with { Name = new('n', Limits.NameCharacters + 1) }], [Node with { Name = "a\0" }],
            [Node with { Speed = 0 }], [Node with { Speed = double.NaN }], [Node with { Speed = double.PositiveInfinity }], [Node with { Memory = -1 }], [Node with { Tiles = -1 }], [Node with { Step = -1 }],
            [Node with { Phase = (NodePhase)99 }], [Node with { Address = new('n', Limits.NameCharacters + 1) }], [Node with { Numerics = "\ud83d" }],
        ])
        {
            await Should.ThrowAsync<ArgumentException>(() => Store.ShowNodesAsync(1, nodes, None));
        }

        (await Store.ListNodesAsync(None)).Nodes.Count.ShouldBe(most.Length);
    }

    [Fact]
    public async Task Drained_nodes_are_listed_until_they_are_back()
    {
        (await Store.DrainsAsync(None)).ShouldBeEmpty();
        await Store.DrainAsync("w2", true, null, None);
        await Store.DrainAsync("w1", true, null, None);
        await Store.DrainAsync("w2", true, null, None);
        await Store.DrainAsync("w9", false, null, None);
        (await Store.DrainsAsync(None)).ShouldBe(["w1", "w2"]);
        await Store.DrainAsync("w1", false, null, None);
        (await Store.DrainsAsync(None)).ShouldBe(["w2"]);

        foreach (var name in (string[])["", "a\0", "\ud83d", new('n', Limits.NameCharacters + 1)])
        {
            await Should.ThrowAsync<ArgumentException>(() => Store.DrainAsync(name, true, null, None));
        }
    }

    [Fact]
    public async Task Drained_nodes_are_bounded()
    {
        await FillDrainsAsync("w", MachineLimits.MostMembers);
        await Should.ThrowAsync<StoreFullException>(() => Store.DrainAsync("w", true, null, None));
        await Store.DrainAsync("w1", true, null, None);
        await Store.DrainAsync("w1", false, null, None);
        await Store.DrainAsync("w", true, null, None);
        (await Store.DrainsAsync(None)).Count.ShouldBe(MachineLimits.MostMembers);
    }
}
