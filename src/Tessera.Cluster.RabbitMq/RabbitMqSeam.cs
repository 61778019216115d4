using System.Threading.Channels;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>
/// The seam over a RabbitMQ broker, for control messages alone. It connects in the background, and again whenever the connection is lost, for as
/// long as it lives. While there is none, sending fails at once and nothing is kept for later. What the broker says of others is a hint.
/// </summary>
public sealed class RabbitMqSeam : IClusterSeam, IAsyncDisposable
{
    static long _lastIncarnation;

    readonly RabbitMqOptions _options;
    readonly Topology _topology;
    readonly TimeProvider _time;
    readonly Random _random;
    readonly Conversation _conversation = new();
    readonly Channel<Signal> _signals;
    readonly CancellationTokenSource _leaving = new();
    readonly Task _running;
    volatile BrokerSession? _session;
    volatile string? _lastFailure;

    /// <summary>Joins under a name.</summary>
    /// <param name="name">The same after a restart; used by one process at a time.</param>
    /// <param name="options">The broker.</param>
    /// <param name="limits">Bounds the queues.</param>
    /// <param name="time">
    /// Also the source of the incarnation: Unix milliseconds at the start, and more than any this process has used. A host whose clock was set
    /// back across a restart is not heard until others have given its earlier life up.
    /// </param>
    /// <param name="random">Spreads the reconnects of many nodes.</param>
    /// <param name="hearsBroadcasts">Whether broadcasts, and hints that others have left, reach it.</param>
    /// <exception cref="ArgumentException">A name is not one; the text says which.</exception>
    /// <exception cref="FormatException">Options contradict each other; the text says which.</exception>
    /// <exception cref="FileNotFoundException">A file of the options is missing; the text says which.</exception>
    public RabbitMqSeam(string name, RabbitMqOptions options, Limits limits, TimeProvider time, Random random, bool hearsBroadcasts = true)
    {
        Names.Check(name, "member");
        options.Check();
        (_options, _time, _random) = (options, time, random);
        Self = new(name, NextIncarnation(time));
        _topology = new(Self, options.Cluster, hearsBroadcasts, limits.SignalQueue);
        _signals = Channel.CreateBounded<Signal>(new BoundedChannelOptions(limits.SignalQueue) { SingleReader = true });
        _running = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public Member Self { get; }

    /// <inheritdoc/>
    public ChannelReader<Signal> Signals => _signals.Reader;

    /// <summary>What ended the last connection, or kept it from being made; null when nothing ever did.</summary>
    public string? LastFailure => _session?.Failure ?? _lastFailure;

    /// <inheritdoc/>
    public bool TrySend(Member to, ReadOnlySpan<byte> body)
    {
        Limits.CheckControl(body);
        var queue = Names.Queue(to);
        return Names.TryRead(queue, out _) ? Put(new(queue, body.ToArray())) : Refuse(ControlRefusal.Unknown);
    }

    /// <inheritdoc/>
    public bool TryBroadcast(ReadOnlySpan<byte> body)
    {
        Limits.CheckControl(body);
        return Put(new(Queue: null, body.ToArray()));
    }

    /// <summary>Leaves the cluster; waits for <see cref="RabbitMqLimits.LeaveWithin"/> at most until the broker knows.</summary>
    public void Dispose() => DisposeAsync().AsTask().Wait(RabbitMqLimits.LeaveWithin * 2);

    /// <summary>Leaves the cluster; ends, at the latest after <see cref="RabbitMqLimits.LeaveWithin"/>, when the broker knows.</summary>
    public async ValueTask DisposeAsync()
    {
        _signals.Writer.TryComplete();
        await _leaving.CancelAsync();
        await _running;
    }

    static bool Refuse(ControlRefusal reason)
    {
        SeamInstruments.Refused(reason);
        return false;
    }

    static long NextIncarnation(TimeProvider time)
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastIncarnation);
            var next = Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref _lastIncarnation, next, last) == last)
            {
                return next;
            }
        }
    }

    bool Put(Outgoing message)
    {
        var refusal = _session is { } session && !_leaving.IsCancellationRequested ? session.Put(message) : ControlRefusal.Offline;
        return refusal is not { } reason || Refuse(reason);
    }

    void Fail(string? why)
    {
        _lastFailure = why;
        if (why is not null && !_leaving.IsCancellationRequested)
        {
            _options.Faults?.Report(why);
        }
    }

    async Task RunAsync()
    {
        var connections = 0;
        for (var failures = 0; !_leaving.IsCancellationRequested; failures++)
        {
            try
            {
                await using var session = await BrokerSession.OpenAsync(_options, _topology, _conversation, _signals.Writer, _time, _leaving.Token);
                failures = 0;
                if (++connections > 1)
                {
                    SeamInstruments.Reconnected();
                }

                _session = session;
                Fail(await session.RunAsync(connections, _leaving.Token));
            }
            catch (Exception e)
            {
                // Whatever it was, a later connection may fare better.
                Fail(Failures.Describe(e));
            }

            _session = null;
            await Task.Delay(Backoff.After(failures, _random), _time, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
