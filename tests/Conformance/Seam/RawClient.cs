using Conformance.Servers;
using RabbitMQ.Client;

namespace Conformance.Seam;

/// <summary>Somebody else on the bus, who keeps to no rules.</summary>
sealed class RawClient(IConnection connection, IChannel channel) : IAsyncDisposable
{
    public IChannel Channel => channel;

    public static async Task<RawClient> OpenAsync(RabbitServer server)
    {
        var factory = new ConnectionFactory
        {
            HostName = server.Address.Host,
            Port = server.Address.Port,
            UserName = server.Address.User,
            Password = (await File.ReadAllTextAsync(server.PasswordFile)).Trim(),
        };
        var connection = await factory.CreateConnectionAsync();
        return new(connection, await connection.CreateChannelAsync());
    }

    public ValueTask PublishAsync(string exchange, string queue, string? appId, string? type, int bytes, long number = 1_000_000) =>
        channel.BasicPublishAsync(exchange, queue, mandatory: false, new BasicProperties { AppId = appId, Type = type, MessageId = $"{number}" }, new byte[bytes]);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
