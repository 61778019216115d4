using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tessera.Engine.Requests;

/// <summary>How documents are written as JSON.</summary>
static class PictureDocumentJson
{
    // By reflection: generated code does not keep the defaults of properties that are missing.
    static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        MaxDepth = 8,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public static JsonTypeInfo<PictureDocument> PictureDocument { get; } = (JsonTypeInfo<PictureDocument>)Options.GetTypeInfo(typeof(PictureDocument));
}
