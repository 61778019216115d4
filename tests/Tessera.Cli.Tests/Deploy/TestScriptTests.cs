using System.Diagnostics;
using System.Runtime.Versioning;
using Tessera.Cli.Tests.Architecture;

namespace Tessera.Cli.Tests.Deploy;

[SupportedOSPlatform("linux")]
public sealed class TestScriptTests : IDisposable
{
    readonly Checkout _checkout = new();

    public TestScriptTests() => _checkout.AllPackagesInstalled();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void The_last_line_sums_over_the_projects()
    {
        Results("A", 40, 0);
        Results("B", 2, 0);
        var result = _checkout.Run("test");
        result.LastLine.ShouldBe("42 passed, 0 failed");
        result.Output.ShouldContain("Tessera.A.Tests: 40 passed, 0 failed, ");
        result.ExitCode.ShouldBe(0);
        _checkout.Calls.Where(call => call.StartsWith("built", StringComparison.Ordinal)).ShouldBe(["built ROOT/Cluster.sln"]);
    }

    [Fact]
    public void A_failed_test_fails_the_run()
    {
        Results("A", 40, 3);
        Results("B", 2, 0);
        _checkout["TEST_CODE"] = "1"; // of both: B's end without a failed test counts as one
        var result = _checkout.Run("test");
        result.LastLine.ShouldBe("42 passed, 4 failed");
        result.Output.ShouldContain("Tessera.B.Tests: ended with code 1 before all its tests did");
        result.ExitCode.ShouldBe(1);
    }

    [Fact]
    public void A_project_that_does_not_build_counts_as_failed_and_the_others_run()
    {
        Results("A", 40, 0);
        Results("B", 2, 0);
        _checkout["BROKEN"] = "Cluster.sln Tessera.B.Tests";
        var result = _checkout.Run("test");
        result.Errors.ShouldContain("error CS1002");
        result.Output.ShouldContain("Tessera.B.Tests: does not build");
        result.LastLine.ShouldBe("40 passed, 1 failed");
        result.ExitCode.ShouldBe(1);
    }

    [Fact]
    public void A_project_without_results_counts_as_failed()
    {
        Results("A", 40, 0);
        _checkout["TEST_CODE"] = "0";
        _checkout.Install("dotnet", Stubs.Dotnet.Replace("|| exit 0", "|| exit 134", StringComparison.Ordinal));
        var result = _checkout.Run("test");
        result.Output.ShouldContain("Tessera.B.Tests: did not run");
        result.LastLine.ShouldBe("40 passed, 1 failed");
    }

    [Fact]
    public void One_project_and_a_filter_can_be_chosen()
    {
        Results("B", 1, 0);
        var result = _checkout.Run("test", "Tessera.B.Tests", "--filter", "Name~a b");
        result.LastLine.ShouldBe("1 passed, 0 failed");
        _checkout.Calls.Where(call => call.StartsWith("built", StringComparison.Ordinal)).ShouldBe(["built ROOT/tests/Tessera.B.Tests"]);
        var test = _checkout.Calls.Single(call => call.StartsWith("dotnet test", StringComparison.Ordinal));
        test.ShouldStartWith("dotnet test ROOT/.artifacts/tessera/bin/Tessera.B.Tests/release/Tessera.B.Tests.dll");
        test.ShouldContain("--filter Name~a b --");
    }

    [Fact]
    public void No_test_at_all_is_not_a_success()
    {
        var result = _checkout.Run("test", "--filter", "Nothing");
        result.LastLine.ShouldBe("0 passed, 0 failed");
        result.ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Without_the_sdk_every_project_counts_as_failed()
    {
        _checkout.Uninstall("dotnet");
        var result = _checkout.Run("test");
        result.Errors.ShouldContain("the .NET 10 SDK is missing");
        result.LastLine.ShouldBe("0 passed, 2 failed");
        result.ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("Tessera.C.Tests")]
    [InlineData("--flter")]
    [InlineData("--filter")]
    public void Wrong_arguments_are_usage(string argument)
    {
        var result = _checkout.Run("test", argument);
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("Usage: bash deploy/test");
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public void It_makes_the_command_ready_too()
    {
        Results("A", 1, 0);
        _checkout.Run("test");
        _checkout.ForgetCalls();
        _checkout.Run("tessera", "version").Output.ShouldBe("<version>");
        _checkout.Calls.Count.ShouldBe(2); // nothing but the command itself
    }

    [Theory]
    [InlineData("deploy/tessera")]
    [InlineData("deploy/test")]
    [InlineData("deploy/bootstrap.sh")]
    [InlineData(".ci/run")]
    public void The_scripts_are_valid_and_those_to_be_run_are_executable(string script)
    {
        var path = Path.Combine(Repository.Root, script);
        using var check = Process.Start("bash", ["-n", path]);
        check.WaitForExit();
        check.ExitCode.ShouldBe(0);
        File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute).ShouldBe(script != "deploy/bootstrap.sh");
    }

    void Results(string project, int passed, int failed) => _checkout.Write(
        $"Tessera.{project}.Tests.trx",
        $"<ResultSummary outcome=\"Completed\"><Counters total=\"{passed + failed + 1}\" executed=\"{passed + failed}\" passed=\"{passed}\" failed=\"{failed}\" error=\"0\" passedButRunAborted=\"7\" /></ResultSummary>");
}
