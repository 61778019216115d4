using Tessera.Cli.Nodes;

namespace Tessera.Cli.Tests;

public sealed class FaultPointTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_asked_for(string? text) => FaultPoint.Of(text).ShouldBeNull();

    [Fact]
    public void A_call_is_named() => FaultPoint.Of("stop-before-report:3").ShouldNotBeNull();

    [Theory]
    [InlineData("stop-before-report")]
    [InlineData("stop-before-report:0")]
    [InlineData("stop-before-report:-1")]
    [InlineData("crash:1")]
    public void What_is_not_known_is_refused(string text) => Should.Throw<UsageException>(() => FaultPoint.Of(text));
}
