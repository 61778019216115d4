using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>
/// Every bound and every wait of this engine, by name. <see cref="Limits.SignalQueue"/> bounds, in messages, what waits to be sent, what waits
/// in a member's queue on the broker, and what waits to be read.
/// </summary>
public static class RabbitMqLimits
{
    /// <summary>Characters of a member's or a cluster's name at most; with the incarnation a queue's name stays under AMQP's 255 bytes.</summary>
    public const int NameCharacters = 128;

    /// <summary>
    /// Bytes that wait in a member's queue on the broker at most; the oldest go first. A single message that is larger ends the connection
    /// before it fills memory, and the broker drops it.
    /// </summary>
    public const int QueueBytes = 8 * 1024 * 1024;

    /// <summary>Members, earlier lives included, whose last message is remembered.</summary>
    public const int SendersRemembered = 4 * MachineLimits.MostMembers;

    /// <summary>Messages on the way from the broker that are not in the mailbox yet.</summary>
    public const ushort Prefetch = 64;

    /// <summary>Control news that is older than this is worthless: whoever told it has told it again since.</summary>
    public static readonly TimeSpan MessageLife = TimeSpan.FromSeconds(10);

    /// <summary>A queue that nobody listened to for this long goes. Longer than a broker takes to start again.</summary>
    public static readonly TimeSpan QueueLife = TimeSpan.FromMinutes(1);

    /// <summary>How often the broker is asked for a sign of life, after it has answered.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it is checked whether there was one.</summary>
    public static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Without a sign of life for this long we are offline. <see cref="MembershipMachine"/> blames others for silence from
    /// <see cref="MachineLimits.SuspectAfter"/> on unless we are, and the last hello of each may be <see cref="MachineLimits.BeatEvery"/> older
    /// than the broker's last sign: 1 s + 2 s + <see cref="CheckEvery"/> leaves 0.75 s. AMQP's own heartbeats would need two to three
    /// intervals of at least a second each, and longer where the other side is merely stopped.
    /// </summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(2);

    /// <summary>Without a sign of life for this long the connection is given up; until then a mere pause costs none.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(6);

    /// <summary>AMQP's heartbeat: how the broker finds out about us, and what keeps middle boxes awake.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(3);

    /// <summary>How long a connection may take until it can be used.</summary>
    public static readonly TimeSpan OpenWithin = TimeSpan.FromSeconds(5);

    /// <summary>How long leaving in good order may take.</summary>
    public static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(1);

    /// <summary>The first wait before another connection; each failure doubles it.</summary>
    public static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The longest wait before another connection. When a broker is back, a leader may be the first to find it and the others the last: this, a
    /// moment to connect and <see cref="MachineLimits.BeatEvery"/> to the next hello must be less than <see cref="MachineLimits.DeadAfter"/>, or the living are taken for dead.
    /// </summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromSeconds(2);
}
