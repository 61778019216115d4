using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// A block of bytes as a file, which is complete and durable or not there: it is written beside its place, flushed to the disk and moved. What
/// else stands at its place is refused with the reason. The header says what it is (three numbers), how long, and its digest.
/// </summary>
static class BlockFile
{
    /// <summary>What stands before a block.</summary>
    public const int HeaderBytes = 32;

    static ReadOnlySpan<byte> Magic => "TESBLOCK"u8;

    /// <summary>The first 64 bits of SHA-256.</summary>
    public static Digest DigestOf(ReadOnlySpan<byte> block)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(block, hash);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }

    /// <summary>Writes a block; when this returns, a power cut spares it. Two may write the same block to the same place.</summary>
    /// <exception cref="IOException">It is not written: the disk is full, or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Save(string path, Name name, Digest digest, ReadOnlySpan<byte> block) =>
        WholeFile.Save(path, Header(name, block.Length, digest), block);

    /// <summary>Reads a block.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What it must be.</param>
    /// <param name="largest">Bytes of the block at most: longer files are refused before anything is allocated for them.</param>
    /// <param name="expected">The digest that it must have; null for the one that the file says.</param>
    /// <returns>The block, which the caller owns.</returns>
    /// <exception cref="InvalidDataException">The file is missing, cut off, damaged, or another one.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IMemoryOwner<byte> Load(string path, Name name, int largest, Digest? expected)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file) - HeaderBytes;
            if (length < 0 || length > largest)
            {
                throw Refuse(FileRefusal.Size, $"{path} has {length + HeaderBytes} bytes: a block has {HeaderBytes} to {HeaderBytes + (long)largest}");
            }

            Span<byte> header = stackalloc byte[HeaderBytes];
            var isRead = RandomAccess.Read(file, header, 0) == HeaderBytes;
            var digest = expected ?? new(BinaryPrimitives.ReadUInt64LittleEndian(header[^sizeof(ulong)..]));
            if (!isRead || !header.SequenceEqual(Header(name, (int)length, digest)))
            {
                throw Refuse(FileRefusal.Header, $"{path} does not begin as {name} with {length} bytes and the digest that was committed");
            }

            var block = Block.Rent((int)length);
            if (RandomAccess.Read(file, block.Memory.Span, HeaderBytes) != length || DigestOf(block.Memory.Span) != digest)
            {
                block.Dispose();
                throw Refuse(FileRefusal.Digest, $"{path} is damaged: it does not have its digest");
            }

            return block;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refuse(FileRefusal.Missing, $"{path} is missing", e);
        }
    }

    static InvalidDataException Refuse(FileRefusal reason, string message, Exception? inner = null)
    {
        Instruments.Refused(reason);
        return new(message, inner);
    }

    static byte[] Header(Name name, int length, Digest digest)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        foreach (var (index, value) in new[] { name.First, name.Second, name.Third, length }.Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(Magic.Length + (index * sizeof(int))), value);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(HeaderBytes - sizeof(ulong)), digest.Value);
        return header;
    }

    /// <summary>What a block is: three numbers, and a text for people.</summary>
    public readonly record struct Name(int First, int Second, int Third, string Text)
    {
        public override string ToString() => Text;
    }
}
