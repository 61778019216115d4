using System.Globalization;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// States of a job's tiles as files, a folder for each cut. A file is complete and durable or not there; whatever else stands at its place is
/// refused with the reason. Several nodes may share the folder, since a tile of a cut has one writer.
/// </summary>
/// <param name="folder">The job's own folder; made when it is needed.</param>
/// <param name="largest">Bytes of a state at most: longer files are refused before anything is allocated for them.</param>
public sealed class TileFiles(string folder, int largest = Limits.StateBytes)
{
    /// <summary>The checksum that goes with a state: the first 64 bits of SHA-256.</summary>
    public static Digest DigestOf(ReadOnlySpan<byte> block) => BlockFile.DigestOf(block);

    /// <summary>Writes a state; when this returns, a power cut spares it.</summary>
    /// <exception cref="IOException">It is not written, and there is no such file: the disk is full, or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Save(CutName cut, TileState state)
    {
        var block = state.Block.Memory.Span;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, largest, nameof(state));
        BlockFile.Save(PathOf(cut, state.Tile), NameOf(cut, state.Tile), state.Digest, block);
    }

    /// <summary>Reads a state.</summary>
    /// <param name="cut">Of this cut.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="digest">What the state must have.</param>
    /// <returns>The state. The caller owns its block.</returns>
    /// <exception cref="InvalidDataException">The file is missing, cut off, damaged, or another one.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public TileState Load(CutName cut, TileId tile, Digest digest) =>
        new(tile, digest, BlockFile.Load(PathOf(cut, tile), NameOf(cut, tile), largest, digest));

    /// <summary>Deletes the states of all cuts older than one, and what was left unfinished in them. Others may do the same at the same time.</summary>
    public void DeleteBelow(CutName cut)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateDirectories(folder))
        {
            if (TryParse(Path.GetFileName(path), out var name) && name < cut)
            {
                try
                {
                    Directory.Delete(path, recursive: true);
                }
                catch (DirectoryNotFoundException)
                {
                }
            }
        }
    }

    static BlockFile.Name NameOf(CutName cut, TileId tile) =>
        new(cut.Epoch.Value, cut.Step, tile.Value, $"the state of tile {tile.Value} at step {cut.Step} of {cut.Epoch}");

    string PathOf(CutName cut, TileId tile) => Path.Combine(
        folder,
        string.Create(CultureInfo.InvariantCulture, $"{cut.Epoch.Value}-{cut.Step}"),
        string.Create(CultureInfo.InvariantCulture, $"{tile.Value}.state"));

    static bool TryParse(string name, out CutName cut)
    {
        var parts = name.Split('-');
        var isCut = parts.Length == 2
            & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var step);
        cut = new(new(epoch), step);
        return isCut;
    }
}
