using System.Text.Json.Serialization;
using Tessera.Engine.Pictures;

namespace Tessera.Engine.Requests;

/// <summary>One stage of a picture, as planned.</summary>
/// <param name="Size">WIDTHxHEIGHT in pixels.</param>
/// <param name="Grid">COLUMNSxROWS of tiles.</param>
/// <param name="Window">WIDTHxHEIGHT of a window in tokens.</param>
/// <param name="Steps">Sampler steps.</param>
/// <param name="Guidance">Guidance scale; 1 is none.</param>
public sealed record PictureDocumentStage(
    [property: JsonPropertyName("size")] string Size,
    [property: JsonPropertyName("grid")] string Grid,
    [property: JsonPropertyName("window")] string Window,
    [property: JsonPropertyName("steps")] int Steps,
    [property: JsonPropertyName("guidance")] double Guidance)
{
    internal static PictureDocumentStage Of(PictureStage stage)
    {
        var plan = stage.Job.Plan;
        return new(
            $"{stage.Width}x{stage.Height}",
            $"{plan.Grid.Width}x{plan.Grid.Height}",
            $"{plan.Window.Width}x{plan.Window.Height}",
            stage.Job.Steps,
            stage.Guidance);
    }
}
