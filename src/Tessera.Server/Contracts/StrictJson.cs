using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tessera.Server.Contracts;

/// <summary>How requests are read: what is not known is refused, as are numbers in place of names.</summary>
static class StrictJson
{
    // By reflection: generated code does not keep the defaults of properties that are missing.
    static readonly JsonSerializerOptions Options = Make(JsonUnmappedMemberHandling.Disallow);
    static readonly JsonSerializerOptions Lenient = Make(JsonUnmappedMemberHandling.Skip);

    public static JsonTypeInfo<SubmitRequest> SubmitRequest { get; } = (JsonTypeInfo<SubmitRequest>)Options.GetTypeInfo(typeof(SubmitRequest));

    public static JsonTypeInfo<RetryRequest> RetryRequest { get; } = (JsonTypeInfo<RetryRequest>)Options.GetTypeInfo(typeof(RetryRequest));

    /// <summary>The one request that may say more: what other servers know is passed over.</summary>
    public static JsonTypeInfo<ImageRequest> ImageRequest { get; } = (JsonTypeInfo<ImageRequest>)Lenient.GetTypeInfo(typeof(ImageRequest));

    static JsonSerializerOptions Make(JsonUnmappedMemberHandling unmapped) => new(ApiJson.Default.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = unmapped,
    };
}
