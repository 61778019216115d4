using System.Xml.Linq;

namespace Tessera.Cli.Tests.Architecture;

/// <summary>The checkout these tests were built from, and what its project files say.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Folders of src/ or tests/ that hold a project.</summary>
    public static IReadOnlyList<string> Projects(string folder) =>
        [.. Directory.GetDirectories(Path.Combine(Root, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Names of the projects that a project or props file refers to, whatever the conditions.</summary>
    public static IReadOnlyList<string> ReferencesOf(string projectFile) =>
        [.. XDocument.Load(projectFile).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Where(path => !path.StartsWith("$(TorchSource)", StringComparison.Ordinal)) // the choice of another binding
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("there is no Cluster.sln above the tests");
        }

        return folder;
    }
}
