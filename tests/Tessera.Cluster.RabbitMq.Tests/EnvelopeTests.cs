using RabbitMQ.Client;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq.Tests;

public sealed class EnvelopeTests
{
    static readonly Member Sender = new("node-1.west", 1_795_000_000_123);

    [Theory]
    [InlineData(Envelope.Control)]
    [InlineData(Envelope.Farewell)]
    public void What_was_written_is_read(string kind)
    {
        Envelope.Read(Envelope.Of(Sender, 12, kind), Limits.ControlBytes, out var sender, out var number).ShouldBeNull();
        (sender, number).ShouldBe((Sender, 12));
    }

    [Fact]
    public void Messages_are_transient() => Envelope.Of(Sender, 1, Envelope.Control).Persistent.ShouldBeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("node")]
    [InlineData("node.")]
    [InlineData(".1")]
    [InlineData("node.-1")]
    [InlineData("node.+1")]
    [InlineData("node. 1")]
    [InlineData("node.9223372036854775808")]
    [InlineData("no de.1")]
    [InlineData("nöde.1")]
    [InlineData("node\n.1")]
    [InlineData("node.1\n")]
    public void Sender_that_is_none_is_refused(string? appId) =>
        Envelope.Read(new BasicProperties { MessageId = "1", AppId = appId, Type = Envelope.Control }, 0, out _, out _).ShouldBe(ControlRefusal.Sender);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("one")]
    [InlineData("9223372036854775808")]
    public void Message_without_a_number_is_refused(string? messageId) =>
        Envelope.Read(new BasicProperties { AppId = "node.1", Type = Envelope.Control, MessageId = messageId }, 0, out _, out _)
            .ShouldBe(ControlRefusal.Sender);

    [Fact]
    public void Sender_with_too_long_a_name_is_refused()
    {
        var name = new string('x', RabbitMqLimits.NameCharacters);

        Read($"{name}.1").ShouldBeNull();
        Read($"{name}x.1").ShouldBe(ControlRefusal.Sender);
        ControlRefusal? Read(string appId) => Envelope.Read(new BasicProperties { MessageId = "1", AppId = appId, Type = Envelope.Control }, 0, out _, out _);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Control")]
    public void Other_kinds_are_refused(string? kind) =>
        Envelope.Read(new BasicProperties { MessageId = "1", AppId = "node.1", Type = kind }, 0, out _, out _).ShouldBe(ControlRefusal.Kind);

    [Fact]
    public void Larger_bodies_are_refused() =>
        Envelope.Read(Envelope.Of(Sender, 1, Envelope.Control), Limits.ControlBytes + 1, out _, out _).ShouldBe(ControlRefusal.Oversized);

    [Fact]
    public void Message_without_properties_is_refused() => Envelope.Read(new BasicProperties(), 0, out _, out _).ShouldBe(ControlRefusal.Sender);
}
