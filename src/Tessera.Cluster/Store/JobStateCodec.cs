using System.Text;
using Google.Protobuf;
using Tessera.Tiling.Machines;
using Proto = Tessera.Cluster.Contracts;

namespace Tessera.Cluster;

/// <summary>
/// What the store keeps of a job beside its columns, as Protobuf. Fields that are not known are skipped, so that a newer writer is understood.
/// </summary>
static class JobStateCodec
{
    static readonly MessageParser<Proto.JobState> States = Proto.JobState.Parser.WithDiscardUnknownFields(discardUnknownFields: true);
    static readonly MessageParser<Proto.JobProgress> Progresses = Proto.JobProgress.Parser.WithDiscardUnknownFields(discardUnknownFields: true);

    /// <summary>Writes a row's workers, cuts and attempts. Messages of attempts are cut off where they are too long.</summary>
    /// <exception cref="ArgumentException">They could not be read again; the text says why.</exception>
    public static byte[] Encode(JobRow row)
    {
        var state = new Proto.JobState
        {
            Workers = { row.Workers.Select(Proto.Wire.ToContract) },
            Cuts = { row.Cuts.Select(CutOf) },
            Attempts = { row.Attempts.Select(AttemptOf) },
        };
        var bytes = state.ToByteArray();
        return (JobStateRules.Fault(bytes) ?? JobStateRules.Fault(state)) is { } fault ? throw new ArgumentException(fault, nameof(row)) : bytes;
    }

    /// <summary>Reads what <see cref="Encode(JobRow)"/> wrote.</summary>
    /// <param name="bytes">The state.</param>
    /// <param name="columns">The rest of the row.</param>
    /// <exception cref="InvalidDataException">It is no such thing; the text says why in one line.</exception>
    public static JobRow Decode(byte[] bytes, JobRow columns)
    {
        var state = Parse(States, bytes);
        if (JobStateRules.Fault(state) is { } fault)
        {
            throw new InvalidDataException(fault);
        }

        return columns with
        {
            Workers = [.. state.Workers.Select(worker => new Worker(MemberOf(worker.Member), worker.Speed, worker.Address, worker.Memory, worker.Numerics))],
            Cuts = [.. state.Cuts.Select(cut => new Cut(
                new(new(cut.Name.Epoch), cut.Name.Step), [.. cut.Digests.Select(digest => new Digest(digest))]))],
            Attempts = [.. state.Attempts.Select(attempt => new Attempt(
                new(attempt.Tile), attempt.Step, new(attempt.Epoch), MemberOf(attempt.Node), attempt.Died, attempt.Message))],
        };
    }

    /// <summary>Writes how far a job is.</summary>
    /// <exception cref="ArgumentException">It could not be read again; the text says why.</exception>
    public static byte[] Encode(JobProgress progress)
    {
        var message = new Proto.JobProgress
        {
            Phase = (int)progress.Phase,
            Stage = progress.Stage,
            Stages = progress.Stages,
            Step = progress.Step,
            Steps = progress.Steps,
            TilesFinished = progress.TilesFinished,
            Tiles = progress.Tiles,
            EvaluationsDone = progress.EvaluationsDone,
            Evaluations = progress.Evaluations,
        };
        return JobStateRules.Fault(message) is { } fault ? throw new ArgumentException(fault, nameof(progress)) : message.ToByteArray();
    }

    /// <summary>Reads what <see cref="Encode(JobProgress)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no such thing; the text says why in one line.</exception>
    public static JobProgress DecodeProgress(byte[] bytes)
    {
        var message = Parse(Progresses, bytes);
        return JobStateRules.Fault(message) is { } fault
            ? throw new InvalidDataException(fault)
            : new(
                (JobPhase)message.Phase,
                message.Stage,
                message.Stages,
                message.Step,
                message.Steps,
                message.TilesFinished,
                message.Tiles,
                message.EvaluationsDone,
                message.Evaluations);
    }

    static T Parse<T>(MessageParser<T> parser, byte[] bytes)
        where T : IMessage<T>
    {
        if (JobStateRules.Fault(bytes) is { } fault)
        {
            throw new InvalidDataException(fault);
        }

        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or DecoderFallbackException)
        {
            throw new InvalidDataException($"A job's state is not Protobuf: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static Proto.Cut CutOf(Cut cut) => new()
    {
        Name = Proto.Wire.ToContract(cut.Name),
        Digests = { cut.Digests.Select(digest => digest.Value) },
    };

    static Proto.Attempt AttemptOf(Attempt attempt) => new()
    {
        Tile = attempt.Tile.Value,
        Step = attempt.Step,
        Epoch = attempt.Epoch.Value,
        Node = Proto.Wire.ToContract(attempt.Node),
        Died = attempt.Died,
        Message = attempt.Message.Length <= Limits.FailureCharacters ? attempt.Message : attempt.Message[..Limits.FailureCharacters],
    };

    static Member MemberOf(Proto.Member member) => new(member.Name, member.Incarnation);
}
