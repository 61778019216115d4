namespace Tessera.Cli.Generation;

/// <summary>Where checkpoints are found by name: the folder <c>deploy/models</c> at or above the program's own.</summary>
static class ModelFolders
{
    public const string Default = "terrain";

    static readonly string? Root = FindRoot();

    /// <summary>Every folder with a configuration, by name.</summary>
    public static IEnumerable<string> All => Root is null
        ? []
        : Directory.EnumerateDirectories(Root).Where(d => File.Exists(Path.Combine(d, "config.json"))).Order(StringComparer.Ordinal);

    /// <summary>The folder that the user means: a path, or the name of a shipped checkpoint.</summary>
    public static string Resolve(string? model)
    {
        var name = model ?? Default;
        return Directory.Exists(name) || Root is null ? name : Path.Combine(Root, name);
    }

    static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "deploy", "models");
            if (Directory.Exists(models))
            {
                return models;
            }
        }

        return null;
    }
}
