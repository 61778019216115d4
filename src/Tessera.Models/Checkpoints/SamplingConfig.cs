using System.Text.Json.Serialization;
using Tessera.Models.Sampling;

namespace Tessera.Models.Checkpoints;

/// <summary>How pictures are best sampled from a checkpoint, unless the user says otherwise.</summary>
public sealed record SamplingConfig
{
    /// <summary>How a step is taken; the steps below are meant for it.</summary>
    public const FlowSolver DefaultSolver = FlowSolver.Heun;

    /// <summary>Steps of the base stage.</summary>
    [JsonPropertyName("base_steps")]
    [JsonRequired]
    public int BaseSteps { get; init; } = 12;

    /// <summary>Steps of a finer stage.</summary>
    [JsonPropertyName("finer_steps")]
    [JsonRequired]
    public int FinerSteps { get; init; } = 4;

    /// <summary>Guidance of the base stage; 1 is none.</summary>
    [JsonPropertyName("guidance")]
    [JsonRequired]
    public double Guidance { get; init; } = 2;

    /// <summary>Guidance of finer stages that one native window holds. Larger ones have none: the coarse picture says what is there.</summary>
    [JsonPropertyName("finer_guidance")]
    [JsonRequired]
    public double FinerGuidance { get; init; } = 1.5;

    /// <summary>Shift of the base stage's timesteps towards noise.</summary>
    [JsonPropertyName("base_shift")]
    [JsonRequired]
    public double BaseShift { get; init; } = 2;

    /// <summary>Shift of a finer stage's timesteps.</summary>
    [JsonPropertyName("finer_shift")]
    [JsonRequired]
    public double FinerShift { get; init; } = 0.6;

    /// <summary>Refuses values that no sampler can use.</summary>
    /// <exception cref="InvalidDataException">With the field and what is allowed.</exception>
    public void Validate()
    {
        if (BaseSteps is < 1 or > 1000 || FinerSteps is < 1 or > 1000 || Guidance is not (>= 0 and <= 100) || FinerGuidance is not (>= 0 and <= 100) || BaseShift is not (> 0 and <= 100) || FinerShift is not (> 0 and <= 100))
        {
            throw new InvalidDataException("sampling: steps must be 1 to 1000, guidance 0 to 100, shifts above 0 and at most 100");
        }
    }
}
