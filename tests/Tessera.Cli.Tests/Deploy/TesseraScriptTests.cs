using System.Runtime.Versioning;

namespace Tessera.Cli.Tests.Deploy;

[SupportedOSPlatform("linux")]
public sealed class TesseraScriptTests : IDisposable
{
    const string Dll = "ROOT/.artifacts/tessera/bin/Tessera.Cli/release/tessera.dll";
    const string AllPackages = "cmake make g++ libtorch-dev libopenblas0-pthread";

    readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void The_first_call_installs_builds_and_runs_and_the_second_only_runs()
    {
        var first = _checkout.Run("tessera", "generate", "alpine lakes, snow", "--seed", "7");

        first.ShouldSatisfyAllConditions(
            () => first.ExitCode.ShouldBe(0),
            () => first.Output.ShouldBe("<generate><alpine lakes, snow><--seed><7>"),
            () => first.Errors.ShouldContain("libtorch-dev: tensors and training"),
            () => first.Errors.ShouldContain("Building Tessera..."));
        _checkout.Calls.Count(call => call == $"apt-get --quiet -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends {AllPackages} (noninteractive)").ShouldBe(1);
        _checkout.Calls.Count(call => call.StartsWith("dotnet build ROOT/src/Tessera.Cli --configuration Release", StringComparison.Ordinal)).ShouldBe(1);

        _checkout.ForgetCalls();
        _checkout["CODE"] = "3";
        var second = _checkout.Run("tessera", "show", "a b.png");

        second.ShouldBe(new ScriptResult(3, "<show><a b.png>", ""));
        _checkout.Calls.ShouldBe([$"dotnet {Dll} show a b.png", "ran"]);
    }

    [Fact]
    public void It_runs_through_a_link_from_any_folder()
    {
        _checkout.AllPackagesInstalled();
        File.CreateSymbolicLink(_checkout.PathOf("elsewhere"), _checkout.PathOf("deploy/tessera"));
        Checkout.Finish(_checkout.Start("bash", ["elsewhere", "version"])).Output.ShouldBe("<version>");
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("added")]
    [InlineData("deleted")]
    [InlineData("older")]
    [InlineData("package versions")]
    [InlineData("output lost")]
    public void It_builds_again_when_something_it_is_made_of_has_changed(string what)
    {
        _checkout.AllPackagesInstalled();
        _checkout.Run("tessera", "version");
        _checkout.ForgetCalls();
        switch (what)
        {
            case "changed": _checkout.Write("src/Tessera.Media/Png.cs", "//"); break;
            case "added": _checkout.Write("src/Tessera.Media/New.cs", ""); break;
            case "deleted": File.Delete(_checkout.PathOf("src/Tessera.Media/Png.cs")); break;
            case "older": File.SetLastWriteTimeUtc(_checkout.PathOf("src/Tessera.Media/Png.cs"), DateTime.UnixEpoch); break;
            case "package versions": _checkout.Write("Directory.Packages.props", ""); break;
            default: File.Delete(_checkout.PathOf(".artifacts/tessera/bin/Tessera.Cli/release/tessera.dll")); break;
        }

        _checkout.Run("tessera", "version").ExitCode.ShouldBe(0);
        _checkout.Run("tessera", "version").ExitCode.ShouldBe(0);

        _checkout.Calls.Count(call => call.StartsWith("built", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void A_failed_build_shows_its_errors_and_is_tried_again()
    {
        _checkout.AllPackagesInstalled();
        _checkout["BROKEN"] = "Tessera.Cli";
        var broken = _checkout.Run("tessera", "version");
        broken.ExitCode.ShouldBe(1);
        broken.Output.ShouldBeEmpty();
        broken.Errors.ShouldContain("error CS1002");
        broken.Errors.ShouldContain("error: build failed; all of its output is in ");

        _checkout["BROKEN"] = "";
        _checkout.Run("tessera", "version").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Only_what_is_missing_is_installed()
    {
        _checkout.Write("installed", "cmake\nmake\nlibopenblas0-pthread\n"); // and g++ is removed but configured
        var result = _checkout.Run("tessera", "version");
        result.Errors.ShouldContain("2 Debian packages");
        _checkout.Calls.ShouldContain(call => call.EndsWith(" --no-install-recommends g++ libtorch-dev (noninteractive)", StringComparison.Ordinal));
    }

    [Fact]
    public void Apts_failure_is_shown_and_nothing_is_built()
    {
        _checkout["APT_BROKEN"] = "1";
        var result = _checkout.Run("tessera", "version");
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("E: Unable to locate package libtorch-dev");
        result.Errors.ShouldContain("error: apt-install failed");
        _checkout.Calls.ShouldNotContain(call => call.StartsWith("dotnet build", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_sdk_one_line_says_where_to_get_it()
    {
        _checkout["SDK"] = "8.0.100";
        var old = _checkout.Run("tessera", "version");
        _checkout.Uninstall("dotnet");
        var none = _checkout.Run("tessera", "version");
        foreach (var result in new[] { old, none })
        {
            result.ExitCode.ShouldBe(1);
            result.Errors.Trim().ShouldStartWith("error: the .NET 10 SDK is missing");
            result.Errors.Trim().ShouldNotContain("\n");
            result.Errors.ShouldContain("https://dotnet.microsoft.com/download/dotnet/10.0");
        }
    }

    [Fact]
    public void Another_user_than_root_needs_sudo()
    {
        _checkout["FAKE_UID"] = "1000";
        var without = _checkout.Run("tessera", "version");
        without.ExitCode.ShouldBe(1);
        without.Errors.ShouldContain($"run as root: apt-get install {AllPackages}");

        _checkout.Install("sudo", "echo sudo >>\"$HERE/calls\"; exec \"$@\"");
        _checkout.ForgetCalls();
        _checkout.Run("tessera", "version").ExitCode.ShouldBe(0);
        _checkout.Calls.Take(4).ShouldBe(["dotnet --list-sdks", "dpkg-query", "sudo", "apt-get --quiet -o DPkg::Lock::Timeout=300 update (noninteractive)"]);
    }

    [Fact]
    public void Where_there_is_no_apt_it_names_what_the_build_needs_and_builds()
    {
        _checkout.Uninstall("apt-get");
        var result = _checkout.Run("tessera", "version");
        result.ExitCode.ShouldBe(0);
        result.Errors.ShouldContain("libtorch 1.13 or later");
    }

    [Theory]
    [InlineData("n\n", 3, false)]
    [InlineData("what\n", 3, false)]
    [InlineData("y\n", 0, true)]
    [InlineData("\n", 0, true)]
    public void On_a_terminal_it_asks_first(string answer, int exitCode, bool installs)
    {
        var result = _checkout.RunOnTerminal(answer, "tessera", "version");
        result.Output.ShouldContain("Install them with apt-get now? [Y/n]");
        result.ExitCode.ShouldBe(exitCode);
        _checkout.Calls.Any(call => call.StartsWith("apt-get", StringComparison.Ordinal)).ShouldBe(installs);
        result.Output.Contains("Nothing was installed.", StringComparison.Ordinal).ShouldBe(!installs);
    }

    [Fact]
    public void With_yes_it_does_not_ask_and_only_a_leading_yes_is_its_own()
    {
        var result = _checkout.RunOnTerminal("", "tessera", "--yes", "generate", "--yes");
        result.Output.ShouldNotContain("[Y/n]");
        result.Output.ShouldContain("<generate><--yes>");
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Two_first_calls_build_once()
    {
        _checkout.AllPackagesInstalled();
        var both = new[] { "one", "two" }.Select(name => _checkout.Start("bash", [_checkout.PathOf("deploy/tessera"), name])).ToList();
        both.Select(Checkout.Finish).Select(result => result.Output).ShouldBe(["<one>", "<two>"]);
        _checkout.Calls.Count(call => call.StartsWith("built", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void A_build_waits_for_the_commands_that_run_from_the_old_one()
    {
        _checkout.AllPackagesInstalled();
        _checkout.Run("tessera", "version");
        _checkout.ForgetCalls();
        using (var mkfifo = _checkout.Start("/usr/bin/mkfifo", [_checkout.PathOf("gate")]))
        {
            mkfifo.WaitForExit();
        }

        _checkout["RUN_GATE"] = "1";
        var running = _checkout.Start("bash", [_checkout.PathOf("deploy/tessera"), "long"]);
        using var gate = new StreamWriter(_checkout.PathOf("gate")); // opens when the command has started to read
        _checkout["RUN_GATE"] = "";
        _checkout.Write("src/Tessera.Media/Png.cs", "//");
        var next = _checkout.Start("bash", [_checkout.PathOf("deploy/tessera"), "next"]);
        next.StandardError.ReadLine().ShouldBe("Waiting for another tessera command of this folder...");
        _checkout.Calls.ShouldNotContain(call => call.StartsWith("built", StringComparison.Ordinal));

        gate.WriteLine();
        gate.Close();
        Checkout.Finish(running).Output.ShouldBe("<long>");
        Checkout.Finish(next).Output.ShouldBe("<next>");
        _checkout.Calls.Where(call => !call.StartsWith("dotnet", StringComparison.Ordinal)).ShouldBe(["ran", "dpkg-query", "built ROOT/src/Tessera.Cli", "ran"]);
    }
}
