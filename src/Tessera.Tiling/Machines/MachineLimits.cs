namespace Tessera.Tiling.Machines;

/// <summary>Every bound and every wait of the machines, by name.</summary>
public static class MachineLimits
{
    /// <summary>Complete cuts whose files are kept: the last, and the one before in case a file of it cannot be read.</summary>
    public const int CutsKept = 2;

    /// <summary>Cuts that a tile may be ahead of the last complete one.</summary>
    public const int CutsAhead = 2;

    /// <summary>Members that are watched, and lost ones that are remembered; more are not heard, or forgotten.</summary>
    public const int MostMembers = 1024;

    /// <summary>Nodes that one says at most that it cannot be linked with.</summary>
    public const int UnlinkedTold = 64;

    /// <summary>Tiles in one report at most; a longer list goes in several.</summary>
    public const int TilesPerReport = 512;

    /// <summary>Tries of a tile, on different nodes where there are several, that nodes report as failed before the job is quarantined.</summary>
    public const int ReportedAttempts = 2;

    /// <summary>
    /// Tries of a tile that failed in any way. One more than those reported: nodes also die of other causes, and take with them whatever
    /// tile they were at.
    /// </summary>
    public const int AllAttempts = 3;

    /// <summary>Step times that the deadline of the next step is made from.</summary>
    public const int StepsRemembered = 64;

    /// <summary>The step time that this part of those remembered do not exceed is the usual one.</summary>
    public const double StepPercentile = 0.9;

    /// <summary>How many times the usual time a step may take.</summary>
    public const double StepFactor = 4;

    /// <summary>What is left of a straggler's share of the tiles, each time it misses a deadline.</summary>
    public const double StragglerShare = 0.5;

    /// <summary>A straggler with less than this part of its speed gets nothing more in this stage.</summary>
    public const double LeastShare = 0.25;

    /// <summary>
    /// Nodes with at least this part of the fastest's speed count as no slower: on a machine that does other things too a short test cannot tell them
    /// apart, and a wrong guess costs more than it could gain, for the slowest sets the pace.
    /// </summary>
    public const double SameSpeed = 0.8;

    /// <summary>How often a machine is told the time; it is told before anything else after a longer pause.</summary>
    public static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>How often nodes say hello, and news and orders are repeated until they are known to have arrived.</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which a member is suspect.</summary>
    public static readonly TimeSpan SuspectAfter = TimeSpan.FromSeconds(4);

    /// <summary>Silence after which a member is dead; with a tick's delay it is within five seconds.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(4.5);

    /// <summary>How long a dead member is still shown, as far as we listened.</summary>
    public static readonly TimeSpan DeadKnownFor = TimeSpan.FromMinutes(10);

    /// <summary>How often a leader shows its nodes though nothing about them changed: where they were shown much longer ago, nobody leads.</summary>
    public static readonly TimeSpan ShowNodesEvery = TimeSpan.FromSeconds(3);

    /// <summary>A node starts no new step this long after its leader is last known to have led.</summary>
    public static readonly TimeSpan ContactWithin = TimeSpan.FromSeconds(4);

    /// <summary>Nodes that cannot be linked for this long are parted.</summary>
    public static readonly TimeSpan LinkWithin = TimeSpan.FromSeconds(10);

    /// <summary>How long a lease lasts from its last renewal, by the store's clock; with a claim's delay a dead leader is replaced within five seconds.</summary>
    public static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(4);

    /// <summary>How much sooner its holder stops by its own clock, counted from when it asked.</summary>
    public static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(1);

    /// <summary>How often the lease is asked for, or renewed.</summary>
    public static readonly TimeSpan ClaimEvery = TimeSpan.FromSeconds(0.5);

    /// <summary>How long a leader waits for others to join: after it began, and after the first came when it knew no node.</summary>
    public static readonly TimeSpan GatherFor = TimeSpan.FromSeconds(2);

    /// <summary>The shortest deadline of a step.</summary>
    public static readonly TimeSpan StepFloor = TimeSpan.FromSeconds(10);

    /// <summary>The deadline of whatever no time is known of: getting ready, and the first step of a stage.</summary>
    public static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(2);
}
