using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Engine.Pictures;
using Tessera.Media;
using Tessera.Media.Png;
using Tessera.Models.Checkpoints;

namespace Tessera.Engine.Requests;

/// <summary>What a picture says of itself: enough to make it again to the byte. Holds no path, no time and no machine.</summary>
public sealed record PictureDocument
{
    /// <summary>Version of Tessera.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary>The request, as it was planned.</summary>
    [JsonPropertyName("request")]
    public required PictureRequest Request { get; init; }

    /// <summary>Name of the checkpoint.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>SHA-256 of the checkpoint's files.</summary>
    [JsonPropertyName("model_sha256")]
    public required string ModelSha256 { get; init; }

    /// <summary>What was drawn, from coarse to fine.</summary>
    [JsonPropertyName("stages")]
    public required IReadOnlyList<PictureDocumentStage> Stages { get; init; }

    /// <summary>The document of a picture that was planned.</summary>
    public static PictureDocument Of(PictureRequest request, Checkpoint checkpoint, PictureJob job) => new()
    {
        Version = ProductVersion.Text,
        Request = request,
        Model = checkpoint.Config.Name,
        ModelSha256 = checkpoint.Sha256,
        Stages = [.. job.Stages.Select(PictureDocumentStage.Of)],
    };

    /// <summary>The document as it stands in a picture's file.</summary>
    public PngText ToText() => new(PngText.TesseraKeyword, JsonSerializer.Serialize(this, PictureDocumentJson.PictureDocument));

    /// <summary>Reads a document.</summary>
    /// <exception cref="InvalidDataException">It is malformed; one line says where.</exception>
    public static PictureDocument Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, PictureDocumentJson.PictureDocument) ?? throw new InvalidDataException("the picture's document is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the picture's document is malformed: {e.Message}", e);
        }
    }

    /// <summary>Reads the document of a picture.</summary>
    /// <exception cref="InvalidDataException">The file is no picture of Tessera's, or cannot be read.</exception>
    public static PictureDocument Read(string path)
    {
        try
        {
            using var reader = PngReader.Open(path);
            var text = reader.Texts.FirstOrDefault(t => string.Equals(t.Keyword, PngText.TesseraKeyword, StringComparison.Ordinal))
                ?? throw new InvalidDataException($"it does not say how it was made: it has no text '{PngText.TesseraKeyword}'");
            return Parse(text.Text);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidImageException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }
}
