using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq.Tests;

public sealed class ConversationTests
{
    readonly Conversation _conversation = new();

    [Fact]
    public void Only_later_messages_of_a_sender_are_news()
    {
        var (a, later, b) = (new Member("a", 1), new Member("a", 2), new Member("b", 1));

        new (Member, long)[] { (a, 3), (a, 3), (a, 2), (b, 2), (a, 4), (later, 1), (a, 5) }
            .Select(message => _conversation.IsNews(message.Item1, message.Item2))
            .ShouldBe([true, false, false, true, true, true, true]);
    }

    [Fact]
    public void Our_numbers_rise() => Enumerable.Range(0, 3).Select(_ => _conversation.Next()).ShouldBe([1, 2, 3]);

    [Fact]
    public void Senders_that_are_remembered_are_bounded()
    {
        for (var incarnation = 0; incarnation <= RabbitMqLimits.SendersRemembered; incarnation++)
        {
            _conversation.IsNews(new("a", incarnation), 1).ShouldBeTrue();
        }

        _conversation.IsNews(new("a", 0), 1).ShouldBeTrue();
        _conversation.IsNews(new("a", RabbitMqLimits.SendersRemembered), 1).ShouldBeFalse();
    }
}
