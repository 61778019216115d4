using System.Security.Cryptography;
using Tessera.Models.Inference;
using Tessera.Models.Parameters;
using Tessera.Models.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Models.Checkpoints;

/// <summary>A checkpoint folder: <c>config.json</c>, <c>autoencoder.safetensors</c> and <c>dit.safetensors</c>.</summary>
public sealed class Checkpoint
{
    static readonly string[] Files = ["config.json", "autoencoder.safetensors", "dit.safetensors"];

    readonly string _folder;

    Checkpoint(string folder, CheckpointConfig config, string sha256)
    {
        _folder = folder;
        Config = config;
        Sha256 = sha256;
    }

    /// <summary>What the folder's <c>config.json</c> says.</summary>
    public CheckpointConfig Config { get; }

    /// <summary>SHA-256 over the folder's three files, in hexadecimal: two folders with the same draw the same.</summary>
    public string Sha256 { get; }

    /// <summary>Opens a folder: reads the configuration, and makes sure that the weights are there.</summary>
    /// <exception cref="InvalidDataException">A file is missing or malformed.</exception>
    public static Checkpoint Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"{folder} is not a folder: a model is a folder that holds {string.Join(", ", Files)}");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var name in Files)
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                throw new InvalidDataException($"{path} is missing: a model is a folder that holds {string.Join(", ", Files)}");
            }

            using var stream = File.OpenRead(path);
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                hash.AppendData(buffer.AsSpan(0, read));
            }
        }

        return new Checkpoint(folder, CheckpointConfig.Load(Path.Combine(folder, Files[0])), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The diffusion transformer: on the CPU through the kernels, elsewhere through torch.</summary>
    /// <param name="device"><c>cpu</c>, or <c>cuda:0</c> and so on.</param>
    /// <param name="threads">CPU threads of a call, 1 to 256.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public IDenoiser CreateDenoiser(string device, int threads)
    {
        var target = FindDevice(device);
        var parameters = ParameterSet.Load(Path.Combine(_folder, Files[2]), target);
        if (target.type != DeviceType.CPU)
        {
            return new TorchDenoiser(Config.Dit, parameters, target);
        }

        using (parameters)
        {
            return new KernelDenoiser(Config.Dit, parameters, threads);
        }
    }

    /// <summary>The decoder: on the CPU through the kernels, elsewhere through torch.</summary>
    /// <param name="device"><c>cpu</c>, or <c>cuda:0</c> and so on.</param>
    /// <param name="threads">CPU threads of a call, 1 to 256.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public IPictureDecoder CreateDecoder(string device, int threads)
    {
        var target = FindDevice(device);
        var parameters = ParameterSet.Load(Path.Combine(_folder, Files[1]), target);
        if (target.type != DeviceType.CPU)
        {
            return new TorchDecoder(Config.Autoencoder, parameters, target);
        }

        using (parameters)
        {
            return new KernelDecoder(Config.Autoencoder, parameters, threads);
        }
    }

    /// <summary>A device of this machine by name.</summary>
    /// <exception cref="InvalidDataException">There is none of that name; the message says what there is.</exception>
    static Device FindDevice(string name)
    {
        try
        {
            return InitializeDevice(torch.device(name));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"device {name}: {e.Message}", e);
        }
    }
}
