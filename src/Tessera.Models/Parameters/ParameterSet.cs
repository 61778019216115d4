using System.Runtime.InteropServices;
using Tessera.Models.Safetensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Models.Parameters;

/// <summary>
/// The named parameters of one network. A network asks for each of its parameters once, by name and shape; a set that was read from a
/// file answers from the file, a new set makes them.
/// </summary>
public sealed class ParameterSet : IDisposable
{
    readonly SortedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    readonly string? _source;
    readonly Device _device;

    ParameterSet(string? source, Device device)
    {
        _source = source;
        _device = device;
    }

    /// <summary>An empty set which makes what is asked for, trainable, from torch's current random state.</summary>
    public static ParameterSet CreateNew(Device? device = null) => new(source: null, device ?? CPU);

    /// <summary>Reads every tensor of a safetensors file, or of a folder with a sharded one, as float32.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="device">Where the parameters live; the CPU when null.</param>
    /// <param name="trainable">Whether gradients are wanted.</param>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public static ParameterSet Load(string path, Device? device = null, bool trainable = false)
    {
        var set = new ParameterSet(path, device ?? CPU);
        using var file = SafetensorsSource.Open(path);
        foreach (var (name, entry) in file.Entries)
        {
            using var scope = NewDisposeScope();
            var host = empty(entry.Shape.AsSpan().ToArray(), ScalarType.Float32);
            file.Read(name, MemoryMarshal.Cast<byte, float>(host.bytes));
            set.Add(name, host.to(set._device), trainable);
        }

        return set;
    }

    /// <summary>Name and parameter, in ordinal order of names.</summary>
    public IReadOnlyDictionary<string, Parameter> All => _parameters;

    /// <summary>How many numbers the set holds.</summary>
    public long Count => _parameters.Values.Sum(p => p.numel());

    /// <summary>The parameter of that name and shape: read from the file, or made where this set is new.</summary>
    /// <exception cref="InvalidDataException">A set read from a file lacks it, or holds another shape.</exception>
    public Parameter Get(string name, ReadOnlySpan<long> shape, Init init)
    {
        if (_parameters.TryGetValue(name, out var found))
        {
            return found.shape.AsSpan().SequenceEqual(shape)
                ? found
                : throw new InvalidDataException(
                    $"{_source ?? "parameters"}: tensor '{name}' has shape [{string.Join(',', found.shape)}], but the network needs [{string.Join(',', shape.ToArray())}]");
        }

        if (_source is not null)
        {
            throw new InvalidDataException($"{_source}: tensor '{name}' is missing");
        }

        using var scope = NewDisposeScope();
        var value = full(shape.ToArray(), init.Mean, ScalarType.Float32);
        if (init.Std > 0)
        {
            value = value + randn(shape.ToArray(), ScalarType.Float32) * init.Std;
        }

        return Add(name, value.to(_device), trainable: true);
    }

    /// <summary>A deep copy without gradients: where an average of the parameters starts.</summary>
    public ParameterSet Copy()
    {
        var copy = new ParameterSet(_source ?? "copy", _device);
        foreach (var (name, parameter) in _parameters)
        {
            using var scope = NewDisposeScope();
            copy.Add(name, parameter.detach().clone(), trainable: false);
        }

        return copy;
    }

    /// <summary>Writes the set as one safetensors file.</summary>
    /// <param name="path">The file; replaced at once when complete.</param>
    /// <param name="half">Whether values are rounded to float16.</param>
    /// <param name="metadata">Text to carry in the header.</param>
    public void Save(string path, bool half, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var type = half ? SafetensorsType.F16 : SafetensorsType.F32;
        using var writer = SafetensorsWriter.Create(path, [.. _parameters.Select(p => new SafetensorsTensor(p.Key, type, [.. p.Value.shape]))], metadata);
        foreach (var (name, parameter) in _parameters)
        {
            using var scope = NewDisposeScope();
            writer.Write(name, MemoryMarshal.Cast<byte, float>(parameter.detach().cpu().contiguous().bytes));
        }

        writer.Commit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
        {
            parameter.Dispose();
        }

        _parameters.Clear();
    }

    Parameter Add(string name, Tensor value, bool trainable)
    {
        var parameter = new Parameter(value.alias(), trainable);
        parameter.DetachFromDisposeScope();
        _parameters.Add(name, parameter);
        return parameter;
    }
}
