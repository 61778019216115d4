using Google.Protobuf;
using Tessera.Cluster.Contracts;
using Tessera.Tiling.Machines;
using Rewind = Tessera.Tiling.Machines.Rewind;

namespace Tessera.Cluster;

/// <summary>Orders as contracts, and back.</summary>
static class OrderMapping
{
    const int IdBytes = 16;

    public static void Write(Order order, JobDocument? job, Control control)
    {
        switch (order)
        {
            case Order.Assign assign:
                control.Assign = ToContract(assign, job);
                break;
            case Order.Proceed proceed:
                control.Proceed = new()
                {
                    Epoch = proceed.Epoch.Value,
                    Cut = proceed.Cut,
                    Keep = proceed.Keep is { } keep ? Wire.ToContract(keep) : null,
                    Age = (long)proceed.Age.TotalMilliseconds,
                };
                break;
            case Order.Stop stop:
                control.Stop = new() { Epoch = stop.Epoch.Value };
                break;
            default:
                throw new NotSupportedException(order.GetType().Name);
        }
    }

    public static Order.Assign FromContract(Assign assign)
    {
        Wire.Require(assign.Workers.Count <= MachineLimits.MostMembers, $"there are {assign.Workers.Count} workers");
        Wire.Require(assign.Node >= 0 && assign.Node < assign.Workers.Count, $"node {assign.Node} is not one of {assign.Workers.Count} workers");
        return new(
            Wire.Epoch(assign.Epoch),
            Wire.Count(assign.Stage, "a stage"),
            assign.Node,
            [.. assign.Workers.Select(Wire.FromContract)],
            assign.From is { } from ? new Rewind(Wire.FromContract(from.Cut), Wire.Digests(from.Digests)) : null);
    }

    public static JobDocument? JobOf(Assign assign)
    {
        if (assign.Job is not { } job)
        {
            return null;
        }

        Wire.Require(job.Id.Length == IdBytes, $"a job's id has {job.Id.Length} bytes");
        Wire.Require(job.Document.Length <= Limits.DocumentCharacters, $"a job's document has {job.Document.Length} characters");
        return new(new(new Guid(job.Id.Span, bigEndian: true)), job.Document);
    }

    public static Order.Proceed FromContract(Proceed proceed)
    {
        Wire.Require(proceed.Age is >= 0 and < int.MaxValue, $"an age is {proceed.Age} ms");
        return new(
            Wire.Epoch(proceed.Epoch),
            Wire.Count(proceed.Cut, "a step"),
            proceed.Keep is { } keep ? Wire.FromContract(keep) : null,
            TimeSpan.FromMilliseconds(proceed.Age));
    }

    static Assign ToContract(Order.Assign assign, JobDocument? job)
    {
        var contract = new Assign { Epoch = assign.Epoch.Value, Stage = assign.Stage, Node = assign.Node };
        contract.Workers.AddRange(assign.Workers.Select(Wire.ToContract));
        if (assign.From is { } from)
        {
            contract.From = new() { Cut = Wire.ToContract(from.Cut) };
            contract.From.Digests.AddRange(from.Digests.Select(digest => digest.Value));
        }

        if (job is not null)
        {
            contract.Job = new() { Id = ByteString.CopyFrom(job.Id.Value.ToByteArray(bigEndian: true)), Document = job.Text };
        }

        return contract;
    }
}
