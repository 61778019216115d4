using System.Security.Cryptography;
using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Training.Autoencoders;
using Tessera.Training.Data;
using Tessera.Training.Diffusion;
using Tessera.Training.Terrain;
using static TorchSharp.torch;

namespace Tessera.Training.Evaluation;

/// <summary>Makes the pictures that are measured: data, the same through the autoencoder, and samples of the same tags.</summary>
/// <param name="config">Size and metres per pixel of a base stage.</param>
/// <param name="edge">Edge of the pictures.</param>
/// <param name="weights">Stands for the configuration and parameters of the networks.</param>
/// <param name="seed">Of noise.</param>
/// <param name="folder">Where pictures are kept.</param>
/// <param name="log">Told how far it is.</param>
/// <param name="cancel">Stops after the current batch.</param>
sealed class EvaluationPictures(CheckpointConfig config, int edge, string weights, int seed, string folder, Action<string> log, CancellationToken cancel)
{
    const int Probes = 4;
    const int KeyLength = 12;

    readonly SceneKind _kind = SceneKind.Base with
    {
        Name = "evaluation",
        Size = edge,
        MetresPerPixel = [MetresPerPixel(config, edge)],
    };

    /// <summary>Metres per pixel of the stage with pictures of that edge.</summary>
    public static double MetresPerPixel(CheckpointConfig config, int edge) => config.BaseMetresPerPixel / Math.Pow(2, PictureSampler.Octaves(config, edge));

    /// <summary>A short name for bytes: the beginning of their SHA-256.</summary>
    public static string Key(IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..KeyLength];
    }

    /// <summary>Data: fresh scenes, as the landscapes draw them. The key is that of the first few pictures, so that other landscapes are drawn anew.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="sceneSeed">Seed of the scenes.</param>
    /// <param name="ofGroup">Pictures of each group of tags.</param>
    /// <param name="half">Whether pictures are kept at half their size.</param>
    public PictureSet Render(string name, ulong sceneSeed, int ofGroup, bool half = false)
    {
        var scenes = SceneChoice.Choose(scene => Landscape.SampleTags(SceneRenderer.SceneSeed(_kind, sceneSeed, scene)), ofGroup, PictureSet.Batch);
        byte[] Draw(int scene)
        {
            var record = SceneRenderer.Render(_kind, sceneSeed, scene);
            return half ? PictureRecords.Halve(record, _kind.Size) : record;
        }

        byte[][] DrawAll(int first, int count) =>
            [.. scenes.Skip(first).Take(count).AsParallel().AsOrdered().WithDegreeOfParallelism(get_num_threads()).Select(Draw)];

        return Make(name, Key(DrawAll(0, Probes)), scenes.Length, half ? _kind.Size / 2 : _kind.Size, first => DrawAll(first, PictureSet.Batch));
    }

    /// <summary>Data, encoded and decoded: what samples can be at best.</summary>
    public PictureSet Decode(PictureSet data, Encoder encoder, Decoder decoder) => Make("decoded", KeyOf(data), data.Count, data.Edge, first =>
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        manual_seed(seed + first);
        var records = data.Read(first, PictureSet.Batch);
        var latents = encoder.Forward(PictureRecords.ToTensor(records, data.Edge));
        return PictureRecords.FromTensor(decoder.Forward(latents, LatentNoise.Grain(latents)), records);
    });

    /// <summary>Samples of the data's tags.</summary>
    public PictureSet Sample(PictureSet data, PictureSampler sampler) => Make("samples", KeyOf(data), data.Count, data.Edge, first =>
    {
        using var scope = NewDisposeScope();
        var records = data.Read(first, PictureSet.Batch);
        return PictureRecords.FromTensor(sampler.Whole(PictureRecords.Tags(records), data.Edge, seed + first), records);
    });

    string KeyOf(PictureSet data) => Key([System.Text.Encoding.UTF8.GetBytes($"{weights} {data.Key} {seed}")]);

    PictureSet Make(string name, string key, int count, int edge, Func<int, byte[][]> make) =>
        PictureSet.Make(folder, name, key, count, edge, make, log, cancel);
}
