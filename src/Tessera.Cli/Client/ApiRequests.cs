using System.Net.Http.Headers;

namespace Tessera.Cli.Client;

/// <summary>Makes requests; one is sent once, so that each try has its own.</summary>
static class ApiRequests
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";

    public static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    public static HttpRequestMessage Post(string path) => new(HttpMethod.Post, path);

    public static HttpRequestMessage Post(string path, SubmitDocument document) => new(HttpMethod.Post, path)
    {
        Content = new ByteArrayContent(document.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue(document.ContentType) } },
    };
}
