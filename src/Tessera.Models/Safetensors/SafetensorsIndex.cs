namespace Tessera.Models.Safetensors;

/// <summary>
/// A checkpoint in several files, with an index that says which tensor is in which. The files lie beside the index: names with a path,
/// and links, are refused, so that an index never leads out of its folder. Index and files must agree on every tensor.
/// </summary>
public sealed class SafetensorsIndex : SafetensorsSource
{
    /// <summary>How the name of an index ends.</summary>
    public const string Suffix = ".safetensors.index.json";

    readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    readonly Dictionary<string, SafetensorsFile> _fileOf = new(StringComparer.Ordinal);
    readonly List<SafetensorsFile> _files = [];

    SafetensorsIndex(string path, Dictionary<string, string> weightMap)
    {
        Path = path;
        try
        {
            foreach (var name in weightMap.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                AddFile(name, weightMap);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Path { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>Opens an index and every file that it names.</summary>
    /// <param name="path">The index itself.</param>
    /// <exception cref="SafetensorsException">
    /// The index or one of its files cannot be opened or is malformed, or they disagree on which tensors there are.
    /// </exception>
    public static SafetensorsIndex Open(string path) => new(path, SafetensorsWeightMap.Read(path));

    /// <inheritdoc/>
    public override void Dispose() => _files.ForEach(file => file.Dispose());

    internal override ReadOnlySpan<byte> Slice(SafetensorsEntry entry, long offset, int length) =>
        _fileOf[entry.Name].Slice(entry, offset, length);

    void AddFile(string name, Dictionary<string, string> weightMap)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", name);
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new SafetensorsException($"{Path}: {SafetensorsTypes.Quote(name)} is a link; put the file itself beside the index");
        }

        var file = SafetensorsFile.Open(path);
        _files.Add(file);
        foreach (var (tensor, entry) in file.Entries)
        {
            if (!weightMap.TryGetValue(tensor, out var place) || place != name)
            {
                throw new SafetensorsException($"{path}: holds tensor {SafetensorsTypes.Quote(tensor)}, which the index does not place there");
            }

            _entries.Add(tensor, entry);
            _fileOf.Add(tensor, file);
        }

        if (weightMap.FirstOrDefault(pair => pair.Value == name && !file.Entries.ContainsKey(pair.Key)).Key is { } missing)
        {
            throw new SafetensorsException($"{path}: lacks tensor {SafetensorsTypes.Quote(missing)}, which the index places there");
        }
    }
}
