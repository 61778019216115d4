using Google.Protobuf;
using Tessera.Cluster.Contracts;
using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Hello = Tessera.Tiling.Machines.Hello;
using NodePhase = Tessera.Tiling.Machines.NodePhase;
using Rewind = Tessera.Tiling.Machines.Rewind;
using StoredTile = Tessera.Tiling.Machines.StoredTile;

namespace Tessera.Cluster.Tests;

public sealed class ControlCodecTests
{
    const string Trace = "00-ab-cd-01";

    static readonly Epoch Epoch = new(7);
    static readonly JobDocument Job = new(new(new Guid("00112233-4455-6677-8899-aabbccddeeff")), "{}");

    public static TheoryData<string> Golden => [.. Messages.Keys];

    static Dictionary<string, ControlMessage> Messages => new(StringComparer.Ordinal)
    {
        ["assign"] = new(new Order.Assign(Epoch, 2, 0, [new(new("a", 3), 1.5, "h:1")]), Job: Job, Trace: Trace),
        ["assign from"] = new(new Order.Assign(Epoch, 2, 0, [new(new("a", 3), 1.5)], new Rewind(new(new(6), 4), [new(ulong.MaxValue)]))),
        ["proceed"] = new(new Order.Proceed(Epoch, 4, new(new(6), 3), TimeSpan.FromSeconds(1))),
        ["stop"] = new(new Order.Stop(Epoch)),
        ["ready"] = new(Report: new Report.Ready(Epoch)),
        ["stepped"] = new(Report: new Report.Stepped(Epoch, 5, [new(3), new(4)], new(10, 20, 1, 2, 3, 4, 5))),
        ["stored"] = new(Report: new Report.Stored(Epoch, 5, [new StoredTile(new(3), new(12))])),
        ["not stored"] = new(Report: new Report.NotStored(Epoch, new(3), "full")),
        ["unreadable"] = new(Report: new Report.Unreadable(Epoch, new(new(6), 4), new(3), "gone")),
        ["finished"] = new(Report: new Report.Finished(Epoch, [new(4)])),
        ["failed"] = new(Report: new Report.Failed(Epoch, new(1, 8, [new(4)]), "disk \"full\"")),
        ["hello"] = new(Hello: new Hello(2, Epoch, NodePhase.Running, new(1, 8, [new(4)]), "h:1")),
        ["idle"] = new(Hello: new Hello(2, default, NodePhase.Idle, null)),
        ["unlinked"] = new(Hello: new Hello(2, default, NodePhase.Idle, null) { Unlinked = [new("b", 3)] }),
        ["leaving"] = new(Hello: new Hello(2, default, NodePhase.Idle, null, IsLeaving: true)),
    };

    /// <summary>As hexadecimal digits: no version of the program may change them.</summary>
    static Dictionary<string, string> Bytes => new(StringComparer.Ordinal)
    {
        ["assign"] = "08011a0b30302d61622d63642d303152330807100222150a050a0161100311000000000000f83f1a03683a3132160a1000112233445566778899aabbccddeeff12027b7d",
        ["assign from"] = "080152280807100222100a050a0161100311000000000000f83f2a100a04080610041208ffffffffffffffff",
        ["proceed"] = "08015a0d080710041a040806100320e807",
        ["stop"] = "080162020807",
        ["ready"] = "0801a201020807",
        ["stepped"] = "0801aa0118080710051a020304220e080a101418012002280430053803",
        ["stored"] = "0801b20111080710051a0b0803110c00000000000000",
        ["not stored"] = "0801ba010a080710031a0466756c6c",
        ["unreadable"] = "0801c20110080712040806100418032204676f6e65",
        ["finished"] = "0801ca01050807120104",
        ["failed"] = "0801d2011808071207080110081a01041a0b6469736b202266756c6c22",
        ["hello"] = "0801f2011b090000000000000040100718052207080110081a01042a03683a31",
        ["idle"] = "0801f20109090000000000000040",
        ["unlinked"] = "0801f201100900000000000000404a050a01621003",
        ["leaving"] = "0801f2010b0900000000000000403001",
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Message_has_these_bytes_and_is_read_back(string name)
    {
        var bytes = ControlCodec.Encode(Messages[name]);

        Convert.ToHexStringLower(bytes).ShouldBe(Bytes[name]);
        ControlCodec.Encode(ControlCodec.Decode(bytes)).ShouldBe(bytes);
        ControlCodec.Decode(bytes).ToString().ShouldBe(Messages[name].ToString());
    }

    [Fact]
    public void What_a_newer_minor_version_adds_is_passed_over()
    {
        // Field 2 is the minor version, 100 and 101 are not known.
        byte[] newer = [.. ControlCodec.Encode(Messages["proceed"]), 0x10, 0x09, 0xa0, 0x06, 0x01, 0xaa, 0x06, 0x02, 0x61, 0x62];

        ControlCodec.Decode(newer).ShouldBe(Messages["proceed"]);
    }

    [Fact]
    public void Phase_that_only_a_newer_node_knows_is_a_node_at_work() =>
        ControlCodec.Decode(new Control { Major = 1, Hello = new() { Speed = 1, Phase = (Contracts.NodePhase)99 } }.ToByteArray())
            .Hello!.Phase.ShouldBe(NodePhase.Running);

    [Fact]
    public void Anything_else_is_refused_with_the_reason()
    {
        Refused(new() { Major = 2, Ready = new() }).ShouldContain("its version is 2.0, and 1 is understood");
        Refused(new()).ShouldContain("its version is 0.0");
        Refused(new() { Major = 1 }).ShouldContain("it has no body that is known");
        Refused(new() { Major = 1, Ready = new() { Epoch = -1 } }).ShouldContain("an epoch is -1");
        Refused(new() { Major = 1, Hello = new() { Speed = double.NaN } }).ShouldContain("a speed is NaN");
        Refused(new() { Major = 1, Hello = new() }).ShouldContain("a speed is 0");
        Refused(new() { Major = 1, Hello = new() { Speed = 1, Address = new('a', 257) } }).ShouldContain("a name has 257 characters");
        Refused(new() { Major = 1, Proceed = new() { Cut = -3 } }).ShouldContain("a step is -3");
        Refused(new() { Major = 1, Proceed = new() { Age = -3 } }).ShouldContain("an age is -3 ms");
        Refused(new() { Major = 1, Finished = new() { Tiles = { TilePlan.MaximumTiles } } }).ShouldContain($"a tile is {TilePlan.MaximumTiles}");
        Refused(new() { Major = 1, Failed = new() }).ShouldContain("a failure does not say of what");
        Refused(new() { Major = 1, Unreadable = new() }).ShouldContain("a cut has no name");
        Refused(new() { Major = 1, NotStored = new() { Message = new('a', Limits.FailureCharacters + 1) } }).ShouldContain("a text has 2049 characters");
        Refused(new() { Major = 1, Assign = new() { Node = 1, Workers = { Node() } } }).ShouldContain("node 1 is not one of 1 workers");
        Refused(new() { Major = 1, Assign = new() { Workers = { new Contracts.Worker() { Speed = 1 } } } }).ShouldContain("a member has no name");
        Refused(new() { Major = 1, Assign = new() { Workers = { Node() }, Job = new() { Document = "{}" } } }).ShouldContain("a job's id has 0 bytes");
        Refused(new() { Major = 1, Stored = new() { Tiles = { Enumerable.Repeat(new Contracts.StoredTile(), 513) } } }).ShouldContain("513 tiles are stored");
        Should.Throw<InvalidDataException>(() => ControlCodec.Decode([0xff])).Message.ShouldStartWith("A control message cannot be read: ");
        Should.Throw<InvalidDataException>(() => ControlCodec.Decode(new byte[Limits.ControlBytes + 1])).Message.ShouldContain("it is too long");

        static Contracts.Worker Node() => new() { Member = new() { Name = "a" }, Speed = 1 };
    }

    [Fact]
    public void Damaged_messages_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(1);
        var (read, refused) = (0, 0);
        var originals = Messages.Values.Select(ControlCodec.Encode).ToList();
        for (var i = 0; i < 10_000; i++)
        {
            var signal = new Signal.Received(new("a", 1), Mutations.Apply(originals[i % originals.Count], random));
            if (ControlCodec.TryDecode(signal, out _, out _))
            {
                read++;
            }
            else
            {
                refused++;
            }
        }

        read.ShouldBeGreaterThan(500);
        refused.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Longest_failure_and_largest_batch_fit()
    {
        var failure = ControlCodec.OneLine(new string('\u0001', 100_000));
        var batch = Enumerable.Range(TilePlan.MaximumTiles - 1024, 1024).Select(tile => new TileId(tile));
        var counters = new ExchangeCounters(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);

        ControlCodec.Encode(new(Report: new Report.Failed(new(int.MaxValue), new(0, 0, [.. batch]), failure))).Length.ShouldBeLessThan(Limits.ControlBytes);
        ControlCodec.Encode(new(Report: new Report.Stepped(new(int.MaxValue), int.MaxValue, [.. batch], counters))).Length.ShouldBeLessThan(Limits.ControlBytes);

        var stored = batch.Take(MachineLimits.TilesPerReport).Select(tile => new StoredTile(tile, new(ulong.MaxValue)));
        ControlCodec.Encode(new(Report: new Report.Stored(new(int.MaxValue), int.MaxValue, [.. stored]))).Length.ShouldBeLessThan(Limits.ControlBytes);
    }

    [Fact]
    public void Assignment_of_more_tiles_than_fit_is_not_sent()
    {
        var rewind = new Rewind(new(Epoch, 1), [.. Enumerable.Repeat(new Digest(1), 8192)]);

        Should.Throw<ArgumentException>(() => ControlCodec.Encode(new(new Order.Assign(Epoch, 0, 0, [new(new("a", 1), 1)], rewind))))
            .Message.ShouldContain("the limit is 65536");
    }

    [Fact]
    public void Message_of_several_lines_becomes_one() => ControlCodec.OneLine("a\r\nb\nc").ShouldBe("a b c");

    [Fact]
    public void Long_message_is_cut_at_a_whole_character() =>
        ControlCodec.OneLine(new string('a', Limits.FailureCharacters - 1) + "\U0001F5FA").ShouldBe(new string('a', Limits.FailureCharacters - 1));

    static string Refused(Control control) => Should.Throw<InvalidDataException>(() => ControlCodec.Decode(control.ToByteArray())).Message;
}
