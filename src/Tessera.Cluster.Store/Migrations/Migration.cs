using System.Globalization;
using System.Reflection;

namespace Tessera.Cluster.Store;

/// <summary>
/// A step of a database's tables: a file <c>NNNN_name.sql</c> in this folder's Postgres or Sqlite, numbered from 1 without gaps, and never
/// changed once it is published.
/// </summary>
/// <param name="Version">Its number.</param>
/// <param name="Name">Its file's name.</param>
/// <param name="Sql">What is to be done.</param>
sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>All of a folder, in their order.</summary>
    public static IReadOnlyList<Migration> Of(string folder) =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read)];

    static Migration Read(string resource)
    {
        var name = Path.GetFileNameWithoutExtension(resource);
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return new(int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
