using System.Diagnostics;

namespace Tessera.Cli.Tests.Architecture;

public sealed class ArchitectureTests
{
    /// <summary>Kinds of tests that cross projects; each may be a project of its own.</summary>
    static readonly string[] CrossingTests = ["Conformance", "Simulation", "EndToEnd", "Benchmarks"];

    [Fact]
    public void Source_projects_refer_only_to_those_they_may_know()
    {
        var projects = Repository.Projects("src");
        projects.Count.ShouldBeGreaterThanOrEqualTo(9);
        var arrows = 0;
        foreach (var project in projects)
        {
            var references = Repository.ReferencesOf(ProjectFile("src", project));
            arrows += references.Count;
            Layers.Violations(project, references).ShouldBeEmpty();
        }

        arrows.ShouldBeGreaterThan(8); // they were found at all
    }

    [Fact]
    public void A_wrong_arrow_and_an_unknown_project_are_noticed()
    {
        Layers.Violations("Tessera.Cluster", ["Tessera.Tiling", "Tessera.Torch"]).ShouldBe(["Tessera.Cluster -> Tessera.Torch"]);
        Layers.Violations("Tessera.Tiling", ["Tessera.Models"]).ShouldBe(["Tessera.Tiling -> Tessera.Models"]);
        Layers.Violations("Tessera.Helpers", []).ShouldBe(["Tessera.Helpers has no place in the layers"]);
    }

    [Fact]
    public void No_arrow_hides_in_the_files_every_project_imports() =>
        new[] { ".", "src", "tests" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "Directory.*"))
            .SelectMany(Repository.ReferencesOf)
            .ShouldBeEmpty();

    [Fact]
    public void Every_source_project_has_a_test_project_that_refers_to_it()
    {
        foreach (var project in Repository.Projects("src"))
        {
            var tests = $"{project}.Tests";
            File.Exists(ProjectFile("tests", tests)).ShouldBeTrue($"tests/{tests} is missing");
            Repository.ReferencesOf(ProjectFile("tests", tests)).Contains(project, StringComparer.Ordinal).ShouldBeTrue($"{tests} does not refer to {project}");
        }
    }

    [Fact]
    public void Tests_hold_one_project_for_each_source_project_and_the_crossing_ones()
    {
        var expected = Repository.Projects("src").Select(project => $"{project}.Tests").Concat(CrossingTests);
        Repository.Projects("tests").Except(expected, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Cluster.sln"));
        solution.ShouldContain("Microsoft Visual Studio Solution File, Format Version 12.00");
        foreach (var folder in new[] { "src", "tests" })
        {
            foreach (var project in Repository.Projects(folder))
            {
                solution.ShouldContain($"\"{folder}\\{project}\\{project}.csproj\"");
            }
        }
    }

    [Fact]
    public void The_top_level_holds_what_the_design_names()
    {
        var entries = TrackedFiles().Select(path => path.Split('/')[0]).Distinct(StringComparer.Ordinal).ToList();
        entries.Count.ShouldBeGreaterThan(2);
        entries.Where(entry => entry is not ("src" or "tests" or "deploy" or "k8s" or "Cluster.sln" or "README.md" or "global.json" or "LICENSE")
            && !entry.StartsWith('.')
            && !entry.StartsWith("Directory.", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    static string ProjectFile(string folder, string project) => Path.Combine(Repository.Root, folder, project, $"{project}.csproj");

    /// <summary>Asks git, because a picture made here may lie beside the sources; without a repository, takes the folders.</summary>
    static IEnumerable<string> TrackedFiles()
    {
        if (!Path.Exists(Path.Combine(Repository.Root, ".git")))
        {
            return Directory.GetDirectories(Repository.Root).Select(path => Path.GetFileName(path));
        }

        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "safe.directory=*", "-C", Repository.Root, "ls-files"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
