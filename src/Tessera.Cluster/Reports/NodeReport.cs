namespace Tessera.Cluster;

/// <summary>What one life of a node did for a job.</summary>
public sealed record NodeReport
{
    /// <summary>Its name.</summary>
    public required string Node { get; init; }

    /// <summary>Which life.</summary>
    public required long Incarnation { get; init; }

    /// <summary>In which it had tiles.</summary>
    public required double Seconds { get; init; }

    /// <summary>The part of these that its records account for, 0 to 1, idle time with its reason included; null when it had no tiles.</summary>
    public double? Accounted { get; init; }

    /// <summary>Through its network.</summary>
    public required long Tokens { get; init; }

    /// <summary>By kind of work: <c>initialise</c>, <c>restore</c>, <c>evaluate</c>, <c>fuse</c>, <c>core</c>, <c>send</c>, <c>receive</c>, <c>save</c>, <c>load</c>, <c>handover</c>.</summary>
    public required IReadOnlyDictionary<string, PhaseReport> Phases { get; init; }

    /// <summary>Seconds without work for the device, by reason: <c>neighbours</c>, <c>leader</c>, <c>ready</c>, <c>loading</c>, <c>finished</c>, <c>stopped</c>, <c>machine</c>.</summary>
    public required IReadOnlyDictionary<string, double> Waits { get; init; }

    /// <summary>Payload of predictions between its own tiles, in steps that it completed.</summary>
    public required long LocalBytes { get; init; }

    /// <summary>Payload of predictions to other nodes.</summary>
    public required long RemoteBytes { get; init; }

    /// <summary>Predictions that it did not use.</summary>
    public required long Dropped { get; init; }

    /// <summary>Records that its timeline lost, or that are damaged.</summary>
    public required long Lost { get; init; }

    /// <summary>Whether its timeline had as many bytes as it may, and ends early.</summary>
    public required bool IsFull { get; init; }
}
