using Tessera.Cli.Nodes;

namespace Tessera.Cli.Tests;

public sealed class FaultPointTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_asked_for(string? text) => FaultPoint.Of(text).ShouldBeNull();

    [Theory]
    [InlineData("stop-before-report:3")]
    [InlineData("no-timeline")]
    public void What_is_known_is_taken(string text) => FaultPoint.Of(text).ShouldNotBeNull();

    [Theory]
    [InlineData("stop-before-report")]
    [InlineData("stop-before-report:0")]
    [InlineData("stop-before-report:-1")]
    [InlineData("crash:1")]
    public void What_is_not_known_is_refused(string text) => Should.Throw<UsageException>(() => FaultPoint.Of(text));
}
