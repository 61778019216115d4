using System.Net.Sockets;
using RabbitMQ.Client;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>
/// One connection, whose socket we can cut. The client's own ways to close wait for a broker that may hang, some of them for as long as it does.
/// </summary>
sealed class BrokerConnection : IAsyncDisposable
{
    readonly Sockets _sockets;

    BrokerConnection(IConnection client, Sockets sockets) => (Client, _sockets) = (client, sockets);

    public IConnection Client { get; }

    /// <exception cref="Exception">Anything the client, the network or the files of the options make of it.</exception>
    public static async Task<BrokerConnection> OpenAsync(RabbitMqOptions options, Member self, TimeProvider time, CancellationToken cancellationToken)
    {
        var sockets = new Sockets();
        var opening = Factory(options, self, sockets).CreateConnectionAsync(cancellationToken);
        try
        {
            return new(await opening.WaitAsync(RabbitMqLimits.OpenWithin, time, cancellationToken), sockets);
        }
        catch
        {
            sockets.Cut();
            _ = ForgetAsync(opening);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _sockets.Cut();
        _ = ForgetAsync(Task.FromResult(Client));
        return ValueTask.CompletedTask;
    }

    static ConnectionFactory Factory(RabbitMqOptions options, Member self, Sockets sockets) => new()
    {
        HostName = options.Address.Host,
        Port = options.Address.Port,
        VirtualHost = options.Address.VirtualHost,
        UserName = options.Address.User,
        Password = File.ReadLines(options.PasswordFile).FirstOrDefault("").Trim(),
        Ssl = BrokerTls.Of(options),
        ClientProvidedName = self.ToString(),
        RequestedHeartbeat = RabbitMqLimits.Heartbeat,
        RequestedConnectionTimeout = RabbitMqLimits.OpenWithin,
        HandshakeContinuationTimeout = RabbitMqLimits.OpenWithin,
        ContinuationTimeout = RabbitMqLimits.OpenWithin,
        ConsumerDispatchConcurrency = 1,
        MaxInboundMessageBodySize = RabbitMqLimits.QueueBytes,
        SocketFactory = sockets.Make,

        // We reconnect ourselves: the client's recovery says nothing while it tries, keeps what was sent meanwhile waiting, and delivers on a
        // revived channel beside what the old one still held; a loop that makes all anew has one path, which each start tests.
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
    };

    static async Task ForgetAsync(Task<IConnection> opening)
    {
        try
        {
            await using var client = await opening;
        }
        catch (Exception)
        {
            // Its socket is gone, and with it whatever it would complain about.
        }
    }

    sealed class Sockets
    {
        readonly List<Socket> _made = [];
        bool _isCut;

        public ITcpClient Make(AddressFamily family)
        {
            var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            lock (_made)
            {
                ObjectDisposedException.ThrowIf(_isCut, this);
                _made.Add(socket);
            }

            return new TcpClientAdapter(socket);
        }

        public void Cut()
        {
            lock (_made)
            {
                _isCut = true;
                _made.ForEach(socket => socket.Dispose());
            }
        }
    }
}
