using System.Threading.Channels;
using RabbitMQ.Client;

namespace Tessera.Cluster.RabbitMq;

/// <summary>One connection's life: from what it declares to the reason it ended.</summary>
sealed class BrokerSession : IAsyncDisposable
{
    readonly BrokerConnection _connection;
    readonly IChannel _in;
    readonly IChannel _out;
    readonly Topology _topology;
    readonly ChannelWriter<Signal> _signals;
    readonly TimeProvider _time;
    readonly SessionLife _life;
    readonly Inbox _inbox;
    readonly Outbox _outbox;
    readonly Pulse _pulse;

    BrokerSession(
        BrokerConnection connection, IChannel into, IChannel outOf, Topology topology, Conversation conversation, ChannelWriter<Signal> signals,
        TimeProvider time)
    {
        (_connection, _in, _out, _topology, _signals, _time) = (connection, into, outOf, topology, signals, time);
        _life = new(time);
        _inbox = new(into, topology.Self, topology.Broadcasts, conversation, signals, _life);
        _outbox = new(outOf, topology.Self, topology.Broadcasts, topology.Length, conversation, _life);
        _pulse = new(into, topology, _inbox, _life, time);
        Attend();
    }

    /// <summary>Why it has ended; null while it has not.</summary>
    public string? Failure => _life.End.IsCompletedSuccessfully ? _life.End.Result : null;

    /// <exception cref="Exception">Anything the client, the network or the files of the options make of it.</exception>
    public static async Task<BrokerSession> OpenAsync(
        RabbitMqOptions options, Topology topology, Conversation conversation, ChannelWriter<Signal> signals, TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var within = new CancellationTokenSource(RabbitMqLimits.OpenWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(within.Token, cancellationToken);
        var connection = await BrokerConnection.OpenAsync(options, topology.Self, time, both.Token);
        try
        {
            var into = await connection.Client.CreateChannelAsync(cancellationToken: both.Token);
            var outOf = await connection.Client.CreateChannelAsync(cancellationToken: both.Token);

            // For no queue: a broker that is short of memory or disk owns up to it, and answers nothing more, only to those who publish.
            await outOf.BasicPublishAsync("", routingKey: "", mandatory: false, new BasicProperties(), ReadOnlyMemory<byte>.Empty, both.Token);
            await topology.DeclareAsync(into, both.Token);
            return new(connection, into, outOf, topology, conversation, signals, time);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Leaves a message to be published.</summary>
    /// <returns>Why it will not be; null when it may.</returns>
    public ControlRefusal? Put(Outgoing message) => _outbox.Put(message);

    /// <summary>Serves until the connection ends or we leave, and tells whether it is up.</summary>
    /// <param name="priority">Higher than that of any earlier connection.</param>
    /// <param name="leaving">Leaves in good order.</param>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(int priority, CancellationToken leaving)
    {
        using var ending = new CancellationTokenSource();
        var publishing = _life.GuardAsync(() => _outbox.RunAsync(ending.Token));
        var asking = Task.CompletedTask;
        var isUp = false;
        while (!_life.End.IsCompleted && !leaving.IsCancellationRequested)
        {
            if (_life.IsUp != isUp)
            {
                isUp = !isUp;
                await TellAsync(isUp, leaving);
            }

            if (asking.IsCompleted && !_life.End.IsCompleted)
            {
                // Only now, so that the first that is heard is that we are online.
                asking = _life.GuardAsync(() => _pulse.RunAsync(priority, ending.Token));
            }

            if (!_life.IsBlocked && _life.Silence >= RabbitMqLimits.LostAfter)
            {
                _life.Finish($"The broker was silent for {RabbitMqLimits.LostAfter.TotalSeconds:0.#} s.");
            }

            await Task.WhenAny(_life.End, Task.Delay(RabbitMqLimits.CheckEvery, _time, leaving));
        }

        await _inbox.DisposeAsync();
        if (leaving.IsCancellationRequested && _life.IsUp)
        {
            await LeaveAsync(publishing);
        }

        _life.Finish("We left.");
        await ending.CancelAsync();
        if (isUp)
        {
            await TellAsync(isUp: false, leaving);
        }

        // Both see that they are cancelled, or that the socket is gone.
        await _connection.DisposeAsync();
        await Task.WhenAll(publishing, asking);
        return await _life.End;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    async Task TellAsync(bool isUp, CancellationToken leaving)
    {
        try
        {
            await _signals.WriteAsync(isUp ? new Signal.Online() : new Signal.Offline(), leaving);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // We are leaving, and nobody listens.
        }
    }

    async Task LeaveAsync(Task publishing)
    {
        using var within = new CancellationTokenSource(RabbitMqLimits.LeaveWithin, _time);
        try
        {
            _outbox.Put(new(Queue: null, ReadOnlyMemory<byte>.Empty, IsFarewell: true));
            _outbox.Complete();
            await publishing.WaitAsync(within.Token);
            await _out.QueueDeleteAsync(_topology.Queue, ifUnused: false, ifEmpty: false, cancellationToken: within.Token);
            await _connection.Client.CloseAsync(within.Token).WaitAsync(within.Token);
        }
        catch (Exception)
        {
            // The queue goes by itself, and others find out by our silence.
        }
    }

    void Attend()
    {
        var client = _connection.Client;
        client.ConnectionShutdownAsync += (_, e) => Finish(Failures.Describe(e));
        client.CallbackExceptionAsync += (_, e) => Finish(Failures.Describe(e.Exception));
        client.ConnectionBlockedAsync += (_, _) => Do(_life.Block);
        client.ConnectionUnblockedAsync += (_, _) => Do(_life.Unblock);
        _in.ChannelShutdownAsync += (_, e) => Finish(Failures.Describe(e));
        _out.ChannelShutdownAsync += (_, e) => Finish(Failures.Describe(e));
        _out.BasicReturnAsync += (_, e) => Do(() => Returned(e.RoutingKey));
        if (!client.IsOpen || !_in.IsOpen || !_out.IsOpen)
        {
            _life.Finish("The broker closed the connection at once.");
        }
    }

    void Returned(string queue)
    {
        SeamInstruments.Refused(ControlRefusal.Unknown);
        if (Names.TryRead(queue, out var member))
        {
            _signals.TryWrite(new Signal.Gone(member));
        }
    }

    Task Finish(string reason) => Do(() => _life.Finish(reason));

    static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
