namespace Tessera.Cluster.RabbitMq.Tests;

public sealed class BrokerAddressTests
{
    [Theory]
    [InlineData("amqp://tessera@localhost", "localhost", 5672, "tessera", "/", false)]
    [InlineData("amqp://tessera@127.0.0.1:1234/", "127.0.0.1", 1234, "tessera", "/", false)]
    [InlineData("amqp://tessera@[::1]:1234/%2F", "::1", 1234, "tessera", "/", false)]
    [InlineData("amqps://us%40er@broker.example/images", "broker.example", 5671, "us@er", "images", true)]
    [InlineData("amqps://tessera@10.0.0.7:5699/a%2Fb", "10.0.0.7", 5699, "tessera", "a/b", true)]
    public void Parts_are_read(string text, string host, int port, string user, string virtualHost, bool isEncrypted)
    {
        var address = BrokerAddress.Parse(text);

        (address.Host, address.Port, address.User, address.VirtualHost, address.IsEncrypted).ShouldBe((host, port, user, virtualHost, isEncrypted));
        BrokerAddress.Parse(address.ToString()).ShouldBe(address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:5672")]
    [InlineData("http://tessera@localhost")]
    [InlineData("amqp://")]
    [InlineData("amqp:tessera:Geheim")]
    public void What_is_no_address_is_refused(string text)
    {
        var message = Should.Throw<FormatException>(() => BrokerAddress.Parse(text)).Message;

        message.ShouldContain("amqps://USER@HOST:PORT/VHOST");
        message.ShouldNotContain("Geheim");
    }

    [Theory]
    [InlineData("amqp://tessera:Geheim@localhost")]
    [InlineData("amqps://tessera:Geheim@broker.example/images")]
    [InlineData("amqps://:Geheim@broker.example")]
    [InlineData("amqps://tessera:@broker.example")]
    public void Password_is_refused_and_not_repeated(string text)
    {
        var message = Should.Throw<FormatException>(() => BrokerAddress.Parse(text)).Message;

        message.ShouldContain("put it into a file");
        message.ShouldNotContain("Geheim");
    }

    [Theory]
    [InlineData("amqp://tessera@broker.example")]
    [InlineData("amqp://tessera@10.0.0.7:5672/images")]
    [InlineData("amqp://tessera@0.0.0.0")]
    [InlineData("amqp://tessera@localhost.example")]
    public void Other_hosts_need_tls(string text) =>
        Should.Throw<FormatException>(() => BrokerAddress.Parse(text)).Message.ShouldContain("use amqps://");

    [Theory]
    [InlineData("amqp://localhost", "names no user")]
    [InlineData("amqp://tessera@localhost/a/b", "%2F")]
    [InlineData("amqp://tessera@localhost/a?heartbeat=0", "goes on")]
    [InlineData("amqp://tessera@localhost/a#b", "goes on")]
    public void What_is_missing_or_too_much_is_said(string text, string said) =>
        Should.Throw<FormatException>(() => BrokerAddress.Parse(text)).Message.ShouldContain(said);
}
