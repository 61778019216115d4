using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// States of a job's tiles as files, a folder for each cut. A file is complete and durable or not there: it is written beside its place, flushed
/// to the disk and moved; whatever else stands at its place is refused with the reason. Several nodes may share the folder, since a tile of a cut
/// has one writer.
/// </summary>
/// <param name="folder">The job's own folder; made when it is needed.</param>
/// <param name="largest">Bytes of a state at most: longer files are refused before anything is allocated for them.</param>
public sealed class TileFiles(string folder, int largest)
{
    const int HeaderBytes = 28;
    const string Unfinished = ".part";

    static ReadOnlySpan<byte> Magic => "TESTATE1"u8;

    /// <summary>The checksum that goes with a state: the first 64 bits of SHA-256.</summary>
    public static Digest DigestOf(ReadOnlySpan<byte> block)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(block, hash);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }

    /// <summary>Writes a state; when this returns, a power cut spares it.</summary>
    /// <exception cref="IOException">It is not written, and there is no such file: the disk is full, or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Save(CutName cut, TileState state)
    {
        var block = state.Block.Memory.Span;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, largest, nameof(state));
        var path = PathOf(cut, state.Tile);
        MakeFolder(Path.GetDirectoryName(path)!);
        try
        {
            using (var file = File.OpenHandle(path + Unfinished, FileMode.Create, FileAccess.Write, preallocationSize: HeaderBytes + block.Length))
            {
                RandomAccess.Write(file, Header(cut, state.Tile, block.Length), 0);
                RandomAccess.Write(file, block, HeaderBytes);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(path + Unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(path + Unfinished);
            throw;
        }

        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Reads a state.</summary>
    /// <param name="cut">Of this cut.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="digest">What the state must have.</param>
    /// <returns>The state. The caller owns its block.</returns>
    /// <exception cref="InvalidDataException">The file is missing, cut off, damaged, or another one.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public TileState Load(CutName cut, TileId tile, Digest digest)
    {
        var path = PathOf(cut, tile);
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file) - HeaderBytes;
            if (length < 0 || length > largest)
            {
                throw new InvalidDataException($"{path} has {length + HeaderBytes} bytes: a state has {HeaderBytes} to {HeaderBytes + (long)largest}");
            }

            Span<byte> header = stackalloc byte[HeaderBytes];
            if (RandomAccess.Read(file, header, 0) != HeaderBytes || !header.SequenceEqual(Header(cut, tile, (int)length)))
            {
                throw new InvalidDataException($"{path} does not begin as the state of tile {tile.Value} at step {cut.Step} of {cut.Epoch} with {length} bytes");
            }

            var block = Block.Rent((int)length);
            if (RandomAccess.Read(file, block.Memory.Span, HeaderBytes) != length || DigestOf(block.Memory.Span) != digest)
            {
                block.Dispose();
                throw new InvalidDataException($"{path} is damaged: its digest is not the one that was committed");
            }

            return new(tile, digest, block);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{path} is missing", e);
        }
    }

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

    /// <summary>Makes a folder and those above it, each of them durably.</summary>
    static void MakeFolder(string path)
    {
        if (!Directory.Exists(path) && Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
        {
            MakeFolder(parent);
            Directory.CreateDirectory(path);
            FolderSync.Flush(parent);
        }
    }

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

    static byte[] Header(CutName cut, TileId tile, int length)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        foreach (var (index, value) in new[] { cut.Epoch.Value, cut.Step, tile.Value, length, 0 }.Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(Magic.Length + (index * sizeof(int))), value);
        }

        return header;
    }
}
