using System.Runtime.InteropServices;

namespace Tessera.Models.Safetensors;

/// <summary>
/// Named tensors in memory-mapped files, one or several. Reading touches only the pages read. Spans point into the map: they end with
/// the source, and using one after <see cref="IDisposable.Dispose"/> is an access violation. Reading from several threads is safe;
/// disposing while another thread reads is not. The files must not be truncated while they are open (replacing them by a rename is fine).
/// </summary>
public abstract class SafetensorsSource : IDisposable
{
    // Elements converted at a time: keeps byte counts within an int, whatever the tensor.
    const int Chunk = 1 << 20;

    /// <summary>What is stored, by name.</summary>
    public abstract IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>The file or folder, as it was given; for messages.</summary>
    public abstract string Path { get; }

    /// <summary>Opens weights, stored in one file or in several.</summary>
    /// <param name="path">
    /// A .safetensors file, an index (.safetensors.index.json), or a folder that holds STEM.safetensors or STEM.safetensors.index.json.
    /// </param>
    /// <param name="stem">How the files in a folder are called: "model", or "diffusion_pytorch_model" in many public checkpoints.</param>
    /// <exception cref="SafetensorsException">Nothing is there, both are there, or what is there is malformed.</exception>
    public static SafetensorsSource Open(string path, string stem = "model")
    {
        if (!Directory.Exists(path))
        {
            return path.EndsWith(SafetensorsIndex.Suffix, StringComparison.Ordinal) ? SafetensorsIndex.Open(path) : SafetensorsFile.Open(path);
        }

        var file = System.IO.Path.Combine(path, stem + ".safetensors");
        var index = System.IO.Path.Combine(path, stem + SafetensorsIndex.Suffix);
        return (File.Exists(file), File.Exists(index)) switch
        {
            (true, false) => SafetensorsFile.Open(file),
            (false, true) => SafetensorsIndex.Open(index),
            (true, true) => throw new SafetensorsException($"{path}: holds both {stem}.safetensors and an index; remove one"),
            _ => throw new SafetensorsException($"{path}: holds neither {stem}.safetensors nor {stem}{SafetensorsIndex.Suffix}"),
        };
    }

    /// <summary>Finds a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="SafetensorsException">There is none of that name.</exception>
    public SafetensorsEntry Entry(string name) => Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new SafetensorsException($"{Path}: there is no tensor {SafetensorsTypes.Quote(name)}");

    /// <summary>Finds a tensor and makes sure of its shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The dimensions that it must have; none for a scalar.</param>
    /// <exception cref="SafetensorsException">There is none of that name, or it has another shape.</exception>
    public SafetensorsEntry Entry(string name, params ReadOnlySpan<long> shape)
    {
        var entry = Entry(name);
        return entry.Shape.AsSpan().SequenceEqual(shape)
            ? entry
            : throw Error(entry, $"has shape {SafetensorsTypes.Format(entry.Shape.AsSpan())}, not {SafetensorsTypes.Format(shape)}");
    }

    /// <summary>The stored bytes of a tensor, straight from the map; not necessarily aligned.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="SafetensorsException">There is none of that name, or it is 2 GiB or larger: read that as floats.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var entry = Entry(name);
        return entry.Length <= int.MaxValue
            ? Slice(entry, 0, (int)entry.Length)
            : throw Error(entry, $"has {entry.Length} bytes, more than one span can hold");
    }

    /// <summary>The stored elements of a tensor, straight from the map, without conversion; not necessarily aligned.</summary>
    /// <typeparam name="T">The element's own type, such as long for I64; bool or byte for BOOL.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="SafetensorsException">There is none of that name, or its type is another.</exception>
    public ReadOnlySpan<T> Values<T>(string name)
        where T : unmanaged
    {
        var entry = Entry(name);
        return SafetensorsTypes.Matches<T>(entry.Type)
            ? MemoryMarshal.Cast<byte, T>(Bytes(name))
            : throw Error(entry, $"is {SafetensorsTypes.Name(entry.Type)} and cannot be read as {typeof(T).Name}");
    }

    /// <summary>Copies a tensor of F16, BF16, F32 or F64 as floats.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="destination">As long as the tensor has elements; receives them row-major.</param>
    /// <exception cref="SafetensorsException">There is none of that name, it holds no floats, or its count of elements is another.</exception>
    public void Read(string name, Span<float> destination)
    {
        var entry = Entry(name);
        if (entry.Type is not (SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64))
        {
            throw Error(entry, $"is {SafetensorsTypes.Name(entry.Type)}; only F16, BF16, F32 and F64 can be read as floats");
        }

        if (entry.ElementCount != destination.Length)
        {
            throw Error(entry, $"has {entry.ElementCount} elements, not {destination.Length}");
        }

        var size = SafetensorsTypes.Size(entry.Type);
        for (var first = 0; first < destination.Length; first += Chunk)
        {
            var part = destination.Slice(first, Math.Min(Chunk, destination.Length - first));
            FloatConversion.ToSingle(entry.Type, Slice(entry, (long)first * size, part.Length * size), part);
        }
    }

    /// <summary>Copies a tensor of F16, BF16, F32 or F64 into a new array, after making sure of its shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The dimensions that it must have; none for a scalar.</param>
    /// <returns>The elements, row-major.</returns>
    /// <exception cref="SafetensorsException">There is none of that name, it holds no floats, or it has another shape.</exception>
    public float[] Floats(string name, params ReadOnlySpan<long> shape)
    {
        var entry = Entry(name, shape);
        if (entry.ElementCount > Array.MaxLength)
        {
            throw Error(entry, $"has {entry.ElementCount} elements, more than one array can hold");
        }

        var values = GC.AllocateUninitializedArray<float>((int)entry.ElementCount);
        Read(name, values);
        return values;
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Part of a tensor's bytes.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="offset">First byte, within the tensor.</param>
    /// <param name="length">Bytes; within the tensor.</param>
    internal abstract ReadOnlySpan<byte> Slice(SafetensorsEntry entry, long offset, int length);

    SafetensorsException Error(SafetensorsEntry entry, string what) => new($"{Path}: tensor {SafetensorsTypes.Quote(entry.Name)} {what}");
}
