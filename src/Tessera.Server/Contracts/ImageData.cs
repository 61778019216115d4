using System.Text.Json.Serialization;

namespace Tessera.Server.Contracts;

/// <summary>A picture.</summary>
/// <param name="Base64">The PNG file, in base64.</param>
public sealed record ImageData([property: JsonPropertyName("b64_json")] string Base64);
