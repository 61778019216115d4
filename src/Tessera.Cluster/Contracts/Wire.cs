using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Contracts;

/// <summary>What all contracts have in common: parts that are written and read alike, and what is checked of every value that is read.</summary>
static class Wire
{
    /// <exception cref="InvalidDataException">It does not hold.</exception>
    public static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException(otherwise);
        }
    }

    public static int Count(int value, string what)
    {
        Require(value >= 0, $"{what} is {value}");
        return value;
    }

    public static Epoch Epoch(int value) => new(Count(value, "an epoch"));

    public static string Text(string text)
    {
        Require(text.Length <= Limits.FailureCharacters, $"a text has {text.Length} characters");
        return text;
    }

    public static TileId Tile(int value)
    {
        Require(value is >= 0 and < TilePlan.MaximumTiles, $"a tile is {value}");
        return new(value);
    }

    public static ImmutableArray<TileId> Tiles(IReadOnlyCollection<int> values)
    {
        Require(values.Count <= TilePlan.MaximumTiles, $"there are {values.Count} tiles");
        return [.. values.Select(Tile)];
    }

    public static Member ToContract(Tiling.Machines.Member member) => new() { Name = member.Name, Incarnation = member.Incarnation };

    public static Tiling.Machines.Member FromContract(Member? member)
    {
        Require(member is { Name.Length: > 0 and <= Limits.NameCharacters }, "a member has no name, or a long one");
        return new(member!.Name, member.Incarnation);
    }

    public static Worker ToContract(Tiling.Machines.Worker worker) =>
        new() { Member = ToContract(worker.Member), Speed = worker.Speed, Address = worker.Address, Memory = worker.Memory, Numerics = worker.Numerics };

    public static Tiling.Machines.Worker FromContract(Worker worker) => new(FromContract(worker.Member), Speed(worker.Speed), Name(worker.Address), Memory(worker.Memory), Name(worker.Numerics));

    public static long Memory(long value)
    {
        Require(value >= 0, $"a memory is {value}");
        return value;
    }

    public static double Speed(double value)
    {
        Require(double.IsFinite(value) && value > 0, $"a speed is {value}");
        return value;
    }

    public static string Name(string value)
    {
        Require(value.Length <= Limits.NameCharacters, $"a name has {value.Length} characters");
        return value;
    }

    public static CutName ToContract(Tiling.Machines.CutName cut) => new() { Epoch = cut.Epoch.Value, Step = cut.Step };

    public static Tiling.Machines.CutName FromContract(CutName? cut)
    {
        Require(cut is not null, "a cut has no name");
        return new(Epoch(cut!.Epoch), Count(cut.Step, "a step"));
    }

    public static Running ToContract(Tiling.Machines.Running running)
    {
        var contract = new Running { Stage = running.Stage, Evaluation = running.Evaluation };
        contract.Tiles.AddRange(running.Tiles.Select(tile => tile.Value));
        return contract;
    }

    public static Tiling.Machines.Running FromContract(Running running) =>
        new(Count(running.Stage, "a stage"), Count(running.Evaluation, "an evaluation"), Tiles(running.Tiles));

    public static ImmutableArray<Digest> Digests(IReadOnlyCollection<ulong> values)
    {
        Require(values.Count <= TilePlan.MaximumTiles, $"there are {values.Count} digests");
        return [.. values.Select(value => new Digest(value))];
    }
}
