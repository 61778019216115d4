using System.Text;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests;

public sealed class ControlCodecTests
{
    static readonly Epoch Epoch = new(7);

    public static TheoryData<string> Golden => [.. Messages.Keys];

    static Dictionary<string, object> Messages => new(StringComparer.Ordinal)
    {
        ["""{"order":{"kind":"assign","stage":2,"node":1,"workers":[{"member":{"name":"a","incarnation":3},"speed":1.5}],"epoch":7},"trace":"00-ab-cd-01"}"""] =
            new Order.Assign(Epoch, 2, 1, [new(new("a", 3), 1.5)]),
        ["""{"order":{"kind":"assign","stage":2,"node":1,"workers":[],"from":{"cut":{"epoch":6,"step":4},"digests":[18446744073709551615]},"epoch":7},"trace":"00-ab-cd-01"}"""] =
            new Order.Assign(Epoch, 2, 1, [], new Rewind(new(new(6), 4), [new(ulong.MaxValue)])),
        ["""{"order":{"kind":"proceed","cut":4,"keep":{"epoch":6,"step":3},"epoch":7},"trace":"00-ab-cd-01"}"""] = new Order.Proceed(Epoch, 4, new(new(6), 3)),
        ["""{"order":{"kind":"stop","epoch":7},"trace":"00-ab-cd-01"}"""] = new Order.Stop(Epoch),
        ["""{"report":{"kind":"ready","epoch":7}}"""] = new Report.Ready(Epoch),
        ["""{"report":{"kind":"stepped","evaluation":5,"tiles":[3,4],"counters":{"localBytes":10,"remoteBytes":20,"late":1,"duplicate":2,"tooEarly":3,"lowerEpoch":4,"stranger":5},"epoch":7}}"""] =
            new Report.Stepped(Epoch, 5, [new(3), new(4)], new(10, 20, 1, 2, 3, 4, 5)),
        ["""{"report":{"kind":"stored","step":5,"tiles":[{"tile":3,"digest":12}],"epoch":7}}"""] = new Report.Stored(Epoch, 5, [new(new(3), new(12))]),
        ["""{"report":{"kind":"notstored","tile":3,"message":"full","epoch":7}}"""] = new Report.NotStored(Epoch, new(3), "full"),
        ["""{"report":{"kind":"unreadable","cut":{"epoch":6,"step":4},"tile":3,"message":"gone","epoch":7}}"""] =
            new Report.Unreadable(Epoch, new(new(6), 4), new(3), "gone"),
        ["""{"report":{"kind":"finished","tiles":[4],"epoch":7}}"""] = new Report.Finished(Epoch, [new(4)]),
        ["""{"report":{"kind":"failed","running":{"stage":1,"evaluation":8,"tiles":[4]},"message":"disk \u0022full\u0022","epoch":7}}"""] =
            new Report.Failed(Epoch, new(1, 8, [new(4)]), "disk \"full\""),
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Message_has_these_bytes_and_is_read_back(string golden)
    {
        var message = Messages[golden] is Order order ? new ControlMessage(order, Trace: "00-ab-cd-01") : new ControlMessage(Report: (Report)Messages[golden]);

        Encoding.UTF8.GetString(ControlCodec.Encode(message)).ShouldBe(golden);
        ControlCodec.Encode(Decode(golden)).ShouldBe(Encoding.UTF8.GetBytes(golden));
    }

    [Fact]
    public void What_a_newer_sender_adds_is_passed_over() =>
        Decode("""{"order":{"kind":"proceed","epoch":7,"cut":1,"mood":{"good":[1]}},"urgency":3}""").Order.ShouldBe(new Order.Proceed(Epoch, 1));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"order":{"kind":"dance","epoch":7}}""")]
    [InlineData("""{"order":{"epoch":7}}""")]
    [InlineData("""{"order":{"kind":"proceed"}}""")]
    [InlineData("""{"order":{"kind":"proceed","epoch":7},"report":{"kind":"ready","epoch":7}}""")]
    [InlineData("""{"order":{"kind":"proceed","epoch":"7"}}""")]
    [InlineData("""{"order":{"kind":"proceed","epoch":1e30}}""")]
    [InlineData("""{"report":{"kind":"stepped","epoch":7,"evaluation":5}}""")]
    [InlineData("""{"report":{"kind":"failed","epoch":7,"message":null}}""")]
    public void Anything_else_is_refused(string body) => Should.Throw<InvalidDataException>(() => Decode(body));

    [Fact]
    public void Damaged_messages_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(1);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 2000; i++)
        {
            var body = Encoding.UTF8.GetBytes(Messages.Keys.ElementAt(i % Messages.Count));
            body[random.Next(body.Length)] = (byte)random.Next(256);
            var signal = new Signal.Received(new Member("a", 1), body.AsMemory(0, random.Next(2) == 0 ? body.Length : random.Next(body.Length)));
            if (ControlCodec.TryDecode(signal, out _, out _))
            {
                read++;
            }
            else
            {
                refused++;
            }
        }

        read.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(100);
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
    public void Message_of_several_lines_becomes_one() => ControlCodec.OneLine("a\r\nb\nc").ShouldBe("a b c");

    static ControlMessage Decode(string body) => ControlCodec.Decode(Encoding.UTF8.GetBytes(body));
}
