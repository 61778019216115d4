using System.Text.Json.Serialization;
using Tessera.Models.Checkpoints;
using Tessera.Models.Sampling;
using Tessera.Tiling;

namespace Tessera.Engine.Requests;

/// <summary>Everything that decides the bytes of a picture, but for the checkpoint: the same request gives the same picture on any number of nodes.</summary>
public sealed record PictureRequest
{
    /// <summary>Tags, with weights if wanted: <c>alpine lakes, snow:0.6, dawn</c>.</summary>
    [JsonPropertyName("prompt")]
    public required string Prompt { get; init; }

    /// <summary>WIDTHxHEIGHT in pixels, multiples of 32.</summary>
    [JsonPropertyName("size")]
    public required string Size { get; init; }

    /// <summary>Seed of all noise.</summary>
    [JsonPropertyName("seed")]
    public ulong Seed { get; init; }

    /// <summary>Steps of the first stage, 1 to 1000; finer stages take a third of them, at least 1. Null: the checkpoint's.</summary>
    [JsonPropertyName("steps")]
    public int? Steps { get; init; }

    /// <summary>Guidance of the first stage, 0 to 100, and the most that a finer one takes; 1 is none. Null: the checkpoint's.</summary>
    [JsonPropertyName("guidance")]
    public double? Guidance { get; init; }

    /// <summary>How a step is taken. For as many evaluations Heun's method draws finer detail: Euler's loses contrast at every step.</summary>
    [JsonPropertyName("solver")]
    public FlowSolver Solver { get; init; } = SamplingConfig.DefaultSolver;

    /// <summary>How tiles stay coherent.</summary>
    [JsonPropertyName("mode")]
    public CoherenceMode Mode { get; init; } = CoherenceMode.Halo;

    /// <summary><c>auto</c>, <c>none</c>, or sizes from coarse to fine.</summary>
    [JsonPropertyName("stages")]
    public string Stages { get; init; } = "auto";

    /// <summary>Largest window in tokens; null: the checkpoint's native window.</summary>
    [JsonPropertyName("tile")]
    public int? Tile { get; init; }

    /// <summary>COLUMNSxROWS of the last stage; null: as few tiles as windows allow.</summary>
    [JsonPropertyName("grid")]
    public string? Grid { get; init; }

    /// <summary>What windows add on each side of a core, in tokens.</summary>
    [JsonPropertyName("halo")]
    public int Halo { get; init; } = TilePlanOptions.DefaultHalo;

    /// <summary>Half the width of the blend band, in latents; null: half the halo.</summary>
    [JsonPropertyName("blend")]
    public int? Blend { get; init; }

    /// <summary>How predictions are exchanged.</summary>
    [JsonPropertyName("wire")]
    public Devices.WireFormat Wire { get; init; } = Devices.WireFormat.Float16;
}
