using System.Runtime.Versioning;

namespace Tessera.Cli.Tests.Deploy;

/// <summary>What deploy/cluster says before it starts anything.</summary>
[SupportedOSPlatform("linux")]
public sealed class ClusterScriptTests : IDisposable
{
    readonly Checkout _checkout = new();

    public ClusterScriptTests() => _checkout.AllPackagesInstalled();

    public void Dispose() => _checkout.Dispose();

    [Theory]
    [InlineData("there is no command ''")]
    [InlineData("there is no command 'start'", "start")]
    [InlineData("unknown option '--worker'", "up", "--worker", "3")]
    [InlineData("--workers needs a number from 1 to 99", "up", "--workers", "many")]
    [InlineData("--threads needs a number from 1 to 99", "up", "--threads")]
    public void A_wrong_command_line_is_refused_with_the_right_one(string message, params string[] arguments)
    {
        var result = _checkout.Run("cluster", arguments);
        result.Errors.ShouldStartWith($"error: {message}. Usage: bash deploy/cluster up [--workers N]");
        result.ExitCode.ShouldBe(2);
        _checkout.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void Status_says_what_does_not_run()
    {
        var result = _checkout.Run("cluster", "status");
        result.Output.ShouldBe("store does not run\nbroker does not run\nserver does not run\n");
        result.ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Nothing_is_started_of_what_does_not_build()
    {
        _checkout["BROKEN"] = "Tessera.Cli";
        var result = _checkout.Run("cluster", "up", "--yes");
        result.Errors.ShouldContain("error CS1002");
        result.ExitCode.ShouldNotBe(0);
        Directory.Exists(_checkout.PathOf(".artifacts/cluster")).ShouldBeFalse();
    }
}
