using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tessera.Server.Problems;

namespace Tessera.Server.Documents;

/// <summary>What bodies are written in, by their content type.</summary>
static class BodyFormats
{
    /// <summary>What a request's body is written in. A page of another site cannot name these types without asking first.</summary>
    /// <exception cref="ProblemException">It names no type, or one that is not read here, or other characters than UTF-8.</exception>
    public static BodyFormat Of(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && (!type.Charset.HasValue || Is(HeaderUtilities.RemoveQuotes(type.Charset), "utf-8")))
        {
            if (Is(type.MediaType, "application/json"))
            {
                return BodyFormat.Json;
            }

            if (Is(type.MediaType, Bodies.Yaml) || Is(type.MediaType, "application/x-yaml"))
            {
                return BodyFormat.Yaml;
            }
        }

        throw new ProblemException(ProblemKinds.UnsupportedType, "The content type is none of application/json and application/yaml, in UTF-8.");
    }

    static bool Is(StringSegment text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
