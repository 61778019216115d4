using Google.Protobuf;
using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Proto = Tessera.Cluster.Contracts;

namespace Tessera.Cluster;

/// <summary>What a job's state has to be like. Each rule answers with what is wrong, or null.</summary>
static class JobStateRules
{
    /// <summary>Rules for bytes before they are read: their number, and that of the objects they would become.</summary>
    public static string? Fault(byte[] bytes)
    {
        if (bytes.Length > Limits.JobStateBytes)
        {
            return $"A job's state has {bytes.Length} bytes, and may have {Limits.JobStateBytes}.";
        }

        // A field takes two bytes at least, but fifty times as much when it is an object: so they are counted first.
        var most = MachineLimits.MostMembers + MachineLimits.CutsKept + Limits.AttemptsKept;
        var input = new CodedInputStream(bytes);
        var fields = 0;
        try
        {
            while (input.ReadTag() != 0 && fields <= most)
            {
                input.SkipLastField();
                fields++;
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"A job's state is not Protobuf: {e.Message.ReplaceLineEndings(" ")}";
        }

        return fields > most ? $"A job's state has more than {most} fields." : null;
    }

    public static string? Fault(Proto.JobState state) =>
        state.Workers.Count > MachineLimits.MostMembers ? $"A job has {state.Workers.Count} workers, and may have {MachineLimits.MostMembers}."
        : state.Cuts.Count > MachineLimits.CutsKept ? $"A job has {state.Cuts.Count} cuts, and may have {MachineLimits.CutsKept}."
        : state.Attempts.Count > Limits.AttemptsKept ? $"A job has {state.Attempts.Count} failed tries, and may have {Limits.AttemptsKept}."
        : state.Workers.Select(Fault).Concat(state.Cuts.Select(Fault)).Concat(state.Attempts.Select(Fault))
            .FirstOrDefault(fault => fault is not null);

    public static string? Fault(Proto.JobProgress progress) =>
        !Enum.IsDefined((JobPhase)progress.Phase) ? $"A job's progress is in the unknown phase {progress.Phase}."
        : progress.Stage < 0 || progress.Stages < 0 || progress.Step < 0 || progress.Steps < 0 || progress.TilesFinished < 0 || progress.Tiles < 0
            || progress.EvaluationsDone < 0 || progress.Evaluations < 0 ? "A job's progress has a count below 0."
        : null;

    static string? Fault(Proto.Worker worker) =>
        !(worker.Speed > 0 && double.IsFinite(worker.Speed)) ? $"A worker has the speed {worker.Speed}."
        : worker.Memory < 0 ? $"A worker has the memory {worker.Memory}."
        : Math.Max(worker.Address.Length, worker.Numerics.Length) > Limits.NameCharacters
            ? $"A worker's address or class has more than {Limits.NameCharacters} characters."
        : Fault(worker.Member);

    static string? Fault(Proto.Cut cut) =>
        cut.Name is not { Epoch: > 0, Step: > 0 } ? "A cut has no name, or one without an epoch and a step above 0."
        : cut.Digests.Count is 0 or > TilePlan.MaximumTiles ? $"A cut has {cut.Digests.Count} tiles, and may have 1 to {TilePlan.MaximumTiles}."
        : null;

    static string? Fault(Proto.Attempt attempt) =>
        attempt.Tile < 0 || attempt.Step < 0 || attempt.Epoch < 0 ? "A failed try has a tile, a step or an epoch below 0."
        : attempt.Message.Length > Limits.FailureCharacters
            ? $"A failed try's message has {attempt.Message.Length} characters, and may have {Limits.FailureCharacters}."
        : Fault(attempt.Node);

    static string? Fault(Proto.Member? member) => member?.Name.Length is null or 0 or > Limits.NameCharacters
        ? $"A member has no name, or one of more than {Limits.NameCharacters} characters."
        : null;
}
