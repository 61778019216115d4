using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Every bound of a running cluster, by name.</summary>
public sealed partial record Limits
{
    /// <summary>Bytes of one control message at most. Anything larger travels over links.</summary>
    public const int ControlBytes = 64 * 1024;

    /// <summary>Predictions on the way from one tile to a neighbour at most; credit between nodes is made of these.</summary>
    public const int PredictionsPerEdge = TileMachine.PredictionsPerEdge;

    /// <summary>Characters of a failure's message that a control message carries; the rest is cut off.</summary>
    public const int FailureCharacters = 2048;

    /// <summary>Characters of a job's document at most: what is to be drawn, never what was drawn.</summary>
    public const int DocumentCharacters = 16 * 1024;

    /// <summary>Bytes of a tile's state or core at most.</summary>
    public const int StateBytes = 64 * 1024 * 1024;

    /// <summary>Jobs that a store lists at a time.</summary>
    public const int JobsListed = 1000;

    /// <summary>Connections of one process to its store; when all are busy, calls wait for one.</summary>
    public const int StoreConnections = 8;

    /// <summary>Bytes of what the store keeps of a job beside its columns, and of its progress: two cuts of the largest plan are 4 MiB.</summary>
    public const int JobStateBytes = 8 * 1024 * 1024;

    /// <summary>Failed tries in a job's row at most.</summary>
    public const int AttemptsKept = 4096;

    /// <summary>Characters of a member's name, and of the address of its links.</summary>
    public const int NameCharacters = 256;

    /// <summary>Records of timelines that wait to be written; when there are more, they are dropped and counted.</summary>
    public const int TimelineQueue = 8192;

    /// <summary>Bytes of one member's timeline of one job at most; what would be more is dropped and counted.</summary>
    public const int TimelineBytes = 32 * 1024 * 1024;

    /// <summary>Bytes of a line of a timeline at most: the text of a record is a failure's message, in JSON.</summary>
    public const int TimelineLineBytes = 16 * 1024;

    /// <summary>Records of one file of a timeline that are read: several times what an honest file holds, and 64 MiB of memory.</summary>
    public const int TimelineEntries = 500_000;

    /// <summary>Files of timelines of one job that are read; there is one for each member and life.</summary>
    public const int TimelineFiles = 1024;

    /// <summary>Bytes of what a job's files say of its picture at most.</summary>
    public const int PictureFactsBytes = 1024 * 1024;

    /// <summary>How many times the states of a done job are deleted, once a beat: a node may store one while it hears of the end.</summary>
    public const int CleanTries = 3;

    /// <summary>Changes of ownership, and notes, that a job's report lists; later ones are counted.</summary>
    public const int ReportLines = 1024;

    /// <summary>How long a call of the store may take: longer, and its outcome is unknown. Shorter than what a lease has to spare.</summary>
    public static readonly TimeSpan StoreWithin = TimeSpan.FromSeconds(2);

    /// <summary>How long opening a store may take: others may be changing its tables.</summary>
    public static readonly TimeSpan StoreOpenWithin = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of the reason that a link's end gives for closing a connection; the rest is cut off.</summary>
    public const int LinkTextBytes = 512;

    /// <summary>Bytes of the name of a member or a cluster at most where links greet each other.</summary>
    public const int LinkNameBytes = 255;

    /// <summary>Beats after which a link's connection is given up when the peer takes nothing in.</summary>
    public const int LinkBeatsStalled = 10;

    /// <summary>Tiles in one device call at most.</summary>
    public int BatchTiles { get; init; } = 16;

    /// <summary>Control messages that wait at a member of the cluster; when there are more, sending fails.</summary>
    public int SignalQueue { get; init; } = 1024;

    /// <summary>Events that wait for a node's or a coordinator's machine; when there are more, their sources wait.</summary>
    public int Mailbox { get; init; } = 256;

    /// <summary>Refuses the body of a control message that is too large.</summary>
    /// <param name="body">The body.</param>
    /// <exception cref="ArgumentException">It exceeds <see cref="ControlBytes"/>.</exception>
    public static void CheckControl(ReadOnlySpan<byte> body)
    {
        if (body.Length > ControlBytes)
        {
            throw new ArgumentException($"A control message has {body.Length} bytes; the limit is {ControlBytes}.", nameof(body));
        }
    }

    /// <summary>Bytes of one prediction at most that links send or take.</summary>
    public int LinkBlockBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Connections that links accept at most, handshakes included; one for each member at a time stays.</summary>
    public int LinkConnections { get; init; } = 1024;

    /// <summary>Handshakes at a time at most.</summary>
    public int LinkHandshakes { get; init; } = 64;

    /// <summary>How long connecting or a handshake of links may take.</summary>
    public TimeSpan LinkHandshakeWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a link's end lets the peer hear something when there is nothing else to send.</summary>
    public TimeSpan LinkBeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Beats without a sign of the peer after which a link's connection is given up.</summary>
    public int LinkBeatsMissed { get; init; } = 3;

    /// <summary>How long a link waits before it connects again, at first; then longer and longer, give or take a half.</summary>
    public TimeSpan LinkRetryFirst { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long it waits at last.</summary>
    public TimeSpan LinkRetryLast { get; init; } = TimeSpan.FromSeconds(2);
}
