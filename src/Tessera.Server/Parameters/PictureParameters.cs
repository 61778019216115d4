using System.Text.Json.Nodes;
using Tessera.Engine.Devices;
using Tessera.Engine.Requests;
using Tessera.Models.Checkpoints;
using Tessera.Server.Contracts;
using Tessera.Tiling;

namespace Tessera.Server.Parameters;

/// <summary>Everything that a request may say, in one table: for the API, the command line's help and its readers.</summary>
public static class PictureParameters
{
    const string Text = "string";
    const string Whole = "integer";
    const string Real = "number";

    /// <summary>One entry for each property of <see cref="PictureRequest"/>, in its order.</summary>
    public static IReadOnlyList<ParameterView> All { get; } =
    [
        new("prompt", Text, "Tags, with weights if wanted: \"alpine lakes, snow:0.6, dawn\". `tessera models inspect` lists them.", null, null, null, null, IsRequired: true),
        new("size", Text, "WIDTHxHEIGHT in pixels, multiples of 32, to 65536.", null, null, null, null, IsRequired: true),
        Number("seed", Whole, "Seed of all noise.", 0, ulong.MaxValue, JsonValue.Create(0)),
        Number("steps", Whole, "Steps of the first stage; finer stages take a third. Default: the model's.", 1, 1000),
        Number("guidance", Real, "How strictly the first stage follows the prompt; 1 is not at all. Default: the model's.", 0, 100),
        Choice("solver", "heun: two evaluations a step, or euler: one.", SamplingConfig.DefaultSolver),
        Choice("mode", "How tiles stay coherent.", CoherenceMode.Halo),
        new("stages", Text, "auto, none, or sizes from coarse to fine: 256x256,512x512,...", JsonValue.Create("auto"), null, null, null, IsRequired: false),
        Number("tile", Whole, "Largest window in tokens of 32 pixels. Default: what the model was trained on.", 1, int.MaxValue),
        new("grid", Text, "COLUMNSxROWS of tiles in the last stage, instead of tile.", null, null, null, null, IsRequired: false),
        Number("halo", Whole, "Tokens that a window adds on each side of its core.", 0, int.MaxValue, JsonValue.Create(TilePlanOptions.DefaultHalo)),
        Number("blend", Whole, "Half the width of the blend band, in latents of 16 pixels. Default: half the halo.", 0, int.MaxValue),
        Choice("wire", "How predictions are exchanged.", WireFormat.Float16),
    ];

    static ParameterView Number(string name, string type, string description, double least, double most, JsonNode? otherwise = null) =>
        new(name, type, description, otherwise, least, most, null, IsRequired: false);

    static ParameterView Choice<T>(string name, string description, T otherwise)
        where T : struct, Enum =>
        new(name, "choice", description, JsonValue.Create(EnumText.Of(otherwise)), null, null, [.. Enum.GetValues<T>().Select(EnumText.Of)], IsRequired: false);
}
