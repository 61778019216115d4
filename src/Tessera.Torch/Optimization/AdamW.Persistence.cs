namespace TorchSharp.Modules;

public sealed partial class AdamW
{
    /// <summary>Writes the settings and what the gradients were so far, in this binding's own layout.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(_groups.Count);
        foreach (var group in _groups)
        {
            writer.Write(group.LearningRate);
            writer.Write(group.InitialLearningRate);
            writer.Write(group.Betas.Item1);
            writer.Write(group.Betas.Item2);
            writer.Write(group.Epsilon);
            writer.Write(group.WeightDecay);
            writer.Write(group.States.Length);
            foreach (var state in group.States)
            {
                writer.Write(state.Steps);
                Write(writer, state.Mean);
                Write(writer, state.Square);
            }
        }

        writer.Flush();
    }

    /// <summary>Takes up what <see cref="save_state_dict(BinaryWriter)"/> wrote for the same parameters.</summary>
    /// <exception cref="InvalidDataException">It was written for other parameters.</exception>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        Expect(reader.ReadInt32(), _groups.Count, "groups");
        foreach (var group in _groups)
        {
            group.LearningRate = reader.ReadDouble();
            group.InitialLearningRate = reader.ReadDouble();
            group.Betas = (reader.ReadDouble(), reader.ReadDouble());
            group.Epsilon = reader.ReadDouble();
            group.WeightDecay = reader.ReadDouble();
            Expect(reader.ReadInt32(), group.States.Length, "parameters in a group");
            foreach (var state in group.States)
            {
                state.Steps = reader.ReadInt64();
                Read(reader, state.Mean);
                Read(reader, state.Square);
            }
        }
    }

    /// <inheritdoc cref="save_state_dict(BinaryWriter)"/>
    public void save_state_dict(string location)
    {
        using var file = File.Create(location);
        using var writer = new BinaryWriter(file);
        save_state_dict(writer);
    }

    /// <inheritdoc cref="load_state_dict(BinaryReader)"/>
    public void load_state_dict(string location)
    {
        using var file = File.OpenRead(location);
        using var reader = new BinaryReader(file);
        load_state_dict(reader);
    }

    static void Write(BinaryWriter writer, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var bytes = tensor.cpu().contiguous().bytes;
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    static void Read(BinaryReader reader, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var read = tensor.empty_like(device: torch.CPU);
        Expect(reader.ReadInt32(), read.bytes.Length, "bytes in a state");
        reader.BaseStream.ReadExactly(read.bytes);
        _ = tensor.copy_(read);
    }

    static void Expect(int found, int expected, string what)
    {
        if (found != expected)
        {
            throw new InvalidDataException($"the saved optimizer has {found} {what}, this one {expected}");
        }
    }
}
