using Microsoft.AspNetCore.Http;
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
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)))
        {
            if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            {
                return BodyFormat.Json;
            }

            if (type.MediaType.Equals("application/yaml", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/x-yaml", StringComparison.OrdinalIgnoreCase))
            {
                return BodyFormat.Yaml;
            }
        }

        throw new ProblemException(ProblemKinds.UnsupportedType, "The content type is none of application/json and application/yaml, in UTF-8.");
    }
}
