using System.Diagnostics;
using System.Runtime.Versioning;
using Tessera.Cli.Tests.Architecture;

namespace Tessera.Cli.Tests.Deploy;

/// <summary>
/// A small checkout with the real scripts and a PATH of its own, on which dotnet, apt-get, dpkg-query, sudo and id are
/// stand-ins that write each call to a file. Nothing outside is installed, built or run.
/// </summary>
[SupportedOSPlatform("linux")]
sealed class Checkout : IDisposable
{
    static readonly string[] Tools = ["awk", "bash", "cat", "dirname", "env", "find", "flock", "grep", "mkdir", "readlink", "rm", "sha256sum", "sort", "tail", "touch"];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-deploy-");
    readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public Checkout()
    {
        foreach (var script in new[] { "cluster", "tessera", "test", "bootstrap.sh" })
        {
            Write($"deploy/{script}", File.ReadAllText(Path.Combine(Repository.Root, "deploy", script)));
        }

        foreach (var file in new[] { "src/Tessera.Cli/Program.cs", "src/Tessera.Media/Png.cs", "Directory.Build.props", "global.json", "Cluster.sln", "calls" })
        {
            Write(file, "");
        }

        foreach (var project in new[] { "A", "B" })
        {
            Write($"tests/Tessera.{project}.Tests/Tessera.{project}.Tests.csproj", "");
        }

        foreach (var tool in Tools)
        {
            var real = new[] { "/usr/bin", "/bin" }.Select(folder => Path.Combine(folder, tool)).First(File.Exists);
            Write($"bin/{tool}", "");
            File.Delete(PathOf($"bin/{tool}"));
            File.CreateSymbolicLink(PathOf($"bin/{tool}"), real);
        }

        Install("dotnet", Stubs.Dotnet);
        Install("apt-get", Stubs.AptGet);
        Install("dpkg-query", Stubs.DpkgQuery);
        Install("id", "echo ${FAKE_UID:-0}");
        Write("installed", "");
    }

    /// <summary>The calls of stand-ins so far, one a line, with this folder written as ROOT.</summary>
    public IReadOnlyList<string> Calls => File.ReadAllText(PathOf("calls")).Replace(_folder.FullName, "ROOT", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Sets a variable that the stand-ins look at.</summary>
    public string this[string variable]
    {
        set => _environment[variable] = value;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    /// <summary>Puts a stand-in on the PATH.</summary>
    public void Install(string command, string body)
    {
        Write($"bin/{command}", "#!/bin/bash\n" + body);
        File.SetUnixFileMode(PathOf($"bin/{command}"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Uninstall(string command) => File.Delete(PathOf($"bin/{command}"));

    public void AllPackagesInstalled() => Write("installed", "cmake\nmake\ng++\nlibtorch-dev\nlibopenblas0-pthread\n");

    public void ForgetCalls() => Write("calls", "");

    public ScriptResult Run(string script, params string[] arguments) => Finish(Start("bash", [PathOf($"deploy/{script}"), .. arguments]));

    /// <summary>The same with a terminal for all three streams, on which somebody types.</summary>
    public ScriptResult RunOnTerminal(string typed, string script, params string[] arguments)
    {
        var command = string.Join(' ', arguments.Prepend(PathOf($"deploy/{script}")).Prepend("bash"));
        var process = Start("/usr/bin/script", ["--quiet", "--return", "--command", command, "/dev/null"]);
        process.StandardInput.Write(typed);
        return Finish(process);
    }

    public Process Start(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command == "bash" ? PathOf("bin/bash") : command, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = PathOf("bin");
        start.Environment["SHELL"] = PathOf("bin/bash");
        start.Environment["HERE"] = _folder.FullName;
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static ScriptResult Finish(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd().Replace("\r", "", StringComparison.Ordinal);
            process.WaitForExit();
            return new ScriptResult(process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
