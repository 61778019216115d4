using Google.Protobuf;
using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Proto = Tessera.Cluster.Contracts;

namespace Tessera.Cluster.Tests;

public sealed class JobStateCodecTests
{
    // As protoc --encode writes them.
    const string GoldenState =
        "0A150A050A0161100311000000000000F83F1A03683A31" + "0A190A0E0A016210FFFFFFFFFFFFFFFFFF0111000000000000D03F"
        + "12180A040806100312100100000000000000FFFFFFFFFFFFFFFF" + "12180A0408061004121002000000000000000000000000000000"
        + "1A1608031004180622050A016110032801320522E781AB22";

    const string GoldenProgress = "08031001180320042808300238094080D0DBC3F4024880A0B787E905";

    static readonly Member Ann = new("a", 3);

    static readonly JobRow Row = new(
        4,
        new(7),
        9,
        2,
        [new(Ann, 1.5, "h:1"), new(new("b", -1), 0.25)],
        [new(new(new(6), 3), [new(1), new(ulong.MaxValue)]), new(new(new(6), 4), [new(2), new(0)])],
        [new(new(3), 4, new(6), Ann, Died: true, "\"火\"")],
        JobOutcome.Failed,
        "reason");

    static readonly JobProgress Progress = new(JobPhase.Stitching, 1, 3, 4, 8, 2, 9, 100_000_000_000, 200_000_000_000);

    public static TheoryData<string, string> Malformed => new()
    {
        { "FF", "Protobuf" },
        { "0A", "Protobuf" },
        { "0AFFFFFFFF07", "Protobuf" },
        { "0B", "Protobuf" },
        { "0A00", "speed" },
        { Hex(new Proto.Worker { Speed = 1 }), "name" },
        { Hex(new Proto.Worker { Speed = 1, Member = new() }), "name" },
        { Hex(new Proto.Worker { Speed = 1, Member = new() { Name = new('n', 257) } }), "name" },
        { Hex(new Proto.Worker { Speed = 0, Member = new() { Name = "n" } }), "speed" },
        { Hex(new Proto.Worker { Speed = double.NaN, Member = new() { Name = "n" } }), "speed" },
        { Hex(new Proto.Worker { Speed = double.PositiveInfinity, Member = new() { Name = "n" } }), "speed" },
        { Hex(new Proto.Worker { Speed = 1, Member = new() { Name = "n" }, Address = new('a', 257) }), "address" },
        { Hex(new Proto.Cut { Digests = { 1 } }), "cut" },
        { Hex(new Proto.Cut { Name = new() { Epoch = 0, Step = 1 }, Digests = { 1 } }), "epoch" },
        { Hex(new Proto.Cut { Name = new() { Epoch = 1, Step = 0 }, Digests = { 1 } }), "step" },
        { Hex(new Proto.Cut { Name = new() { Epoch = 1, Step = 1 } }), "0 tiles" },
        { Hex(new Proto.Attempt()), "name" },
        { Hex(new Proto.Attempt { Tile = -1, Node = new() { Name = "n" } }), "below 0" },
        { Hex(new Proto.Attempt { Step = -1, Node = new() { Name = "n" } }), "below 0" },
        { Hex(new Proto.Attempt { Epoch = -1, Node = new() { Name = "n" } }), "below 0" },
        { Hex(new Proto.Attempt { Node = new() { Name = "n" }, Message = new('m', 2049) }), "message" },
    };

    [Fact]
    public void State_has_these_bytes_and_is_read_back()
    {
        var bytes = JobStateCodec.Encode(Row);
        Convert.ToHexString(bytes).ShouldBe(GoldenState);

        var row = JobStateCodec.Decode(bytes, Row with { Workers = [], Cuts = [], Attempts = [] });

        row.Workers.ShouldBe(Row.Workers);
        row.Attempts.ShouldBe(Row.Attempts);
        row.Cuts.Select(cut => cut.Name).ShouldBe(Row.Cuts.Select(cut => cut.Name));
        row.Cuts.SelectMany(cut => cut.Digests).ShouldBe(Row.Cuts.SelectMany(cut => cut.Digests));
        (row with { Workers = Row.Workers, Cuts = Row.Cuts, Attempts = Row.Attempts }).ShouldBe(Row);
    }

    [Fact]
    public void Progress_has_these_bytes_and_is_read_back()
    {
        var bytes = JobStateCodec.Encode(Progress);

        Convert.ToHexString(bytes).ShouldBe(GoldenProgress);
        JobStateCodec.DecodeProgress(bytes).ShouldBe(Progress);
    }

    [Fact]
    public void Job_that_was_submitted_has_an_empty_state()
    {
        JobStateCodec.Encode(JobRow.Submitted).ShouldBeEmpty();
        var row = JobStateCodec.Decode([], Row);
        (row.Workers.Length, row.Cuts.Length, row.Attempts.Length, row.Revision).ShouldBe((0, 0, 0, Row.Revision));
    }

    [Fact]
    public void What_a_newer_writer_adds_is_passed_over() =>
        JobStateCodec.Encode(JobStateCodec.Decode(Convert.FromHexString(GoldenState + "A2060161" + "A80601"), Row)).ShouldBe(JobStateCodec.Encode(Row));

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Anything_else_is_refused_with_the_reason(string hex, string reason)
    {
        var message = Should.Throw<InvalidDataException>(() => JobStateCodec.Decode(Convert.FromHexString(hex), Row)).Message;

        message.ShouldContain(reason);
        message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("0805", "phase")]
    [InlineData("10FFFFFFFFFFFFFFFFFF01", "below 0")]
    [InlineData("48FFFFFFFFFFFFFFFFFF01", "below 0")]
    [InlineData("08", "Protobuf")]
    public void Progress_that_is_none_is_refused_with_the_reason(string hex, string reason) =>
        Should.Throw<InvalidDataException>(() => JobStateCodec.DecodeProgress(Convert.FromHexString(hex))).Message.ShouldContain(reason);

    [Fact]
    public void Too_much_is_refused_before_it_is_read()
    {
        Should.Throw<InvalidDataException>(() => JobStateCodec.Decode(new byte[Limits.JobStateBytes + 1], Row)).Message.ShouldContain("bytes");
        var many = Enumerable.Repeat<byte[]>([0x0A, 0x00], Limits.JobStateBytes / 2).SelectMany(field => field).ToArray();
        Should.Throw<InvalidDataException>(() => JobStateCodec.Decode(many, Row)).Message.ShouldContain("fields");
        Refuse(Row with { Workers = [.. Enumerable.Repeat(Row.Workers[0], MachineLimits.MostMembers + 1)] }, "workers");
        Refuse(Row with { Cuts = [.. Row.Cuts, Row.Cuts[0]] }, "cuts");
        Refuse(Row with { Attempts = [.. Enumerable.Repeat(Row.Attempts[0], Limits.AttemptsKept + 1)] }, "tries");
        Refuse(Row with { Cuts = [new(new(new(1), 1), [.. new Digest[TilePlan.MaximumTiles + 1]])] }, "tiles");
        Refuse(Row with { Attempts = [.. Enumerable.Repeat(Row.Attempts[0] with { Message = new('m', Limits.FailureCharacters) }, 4096)] }, "bytes");
    }

    [Fact]
    public void Largest_plans_fit()
    {
        var digests = Row with { Cuts = [new(new(new(1), 1), [.. new Digest[TilePlan.MaximumTiles]]), new(new(new(1), 2), [.. new Digest[TilePlan.MaximumTiles]])] };

        JobStateCodec.Decode(JobStateCodec.Encode(digests), Row).Cuts.ShouldAllBe(cut => cut.Digests.Length == TilePlan.MaximumTiles);
    }

    [Fact]
    public void Message_of_a_failed_try_is_cut_off()
    {
        var row = Row with { Attempts = [Row.Attempts[0] with { Message = new('火', 5000) }] };

        JobStateCodec.Decode(JobStateCodec.Encode(row), Row).Attempts[0].Message.ShouldBe(new('火', Limits.FailureCharacters));
    }

    [Fact]
    public void Mutated_bytes_give_a_value_or_are_refused()
    {
        var random = new Random(20_260);
        byte[][] seeds = [JobStateCodec.Encode(Row), JobStateCodec.Encode(Progress)];
        var refused = 0;
        for (var index = 0; index < 10_000; index++)
        {
            var bytes = Mutations.Apply(seeds[index % 2], random);
            try
            {
                _ = index % 2 == 0 ? (object)JobStateCodec.Decode(bytes, Row) : JobStateCodec.DecodeProgress(bytes);
            }
            catch (InvalidDataException e)
            {
                e.Message.ShouldNotContain('\n');
                refused++;
            }
        }

        refused.ShouldBeInRange(1000, 9999);
    }

    static void Refuse(JobRow row, string reason) =>
        Should.Throw<ArgumentException>(() => JobStateCodec.Encode(row)).Message.ShouldContain(reason);

    static string Hex(IMessage part)
    {
        var state = part switch
        {
            Proto.Worker worker => new Proto.JobState { Workers = { worker } },
            Proto.Cut cut => new Proto.JobState { Cuts = { cut } },
            _ => new Proto.JobState { Attempts = { (Proto.Attempt)part } },
        };
        return Convert.ToHexString(state.ToByteArray());
    }
}
