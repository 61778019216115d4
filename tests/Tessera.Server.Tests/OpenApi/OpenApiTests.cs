using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.OpenApi;

public sealed class OpenApiTests
{
    /// <summary>What clients are generated from is a promise: a change has to be looked at, and committed with the code.</summary>
    [Fact]
    public async Task The_document_is_the_one_that_is_checked_in()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.Client.GetAsync("/openapi/v1.json");
        answer.IsSuccessStatusCode.ShouldBeTrue(string.Join('\n', server.Log.All));
        var served = await answer.Content.ReadAsStringAsync();
        var file = Path.Combine(Folder(), "../../../src/Tessera.Server/openapi.json");
        var (actual, expected) = (Readable(served), File.Exists(file) ? Readable(await File.ReadAllTextAsync(file)) : "");
        if (actual != expected)
        {
            var other = Path.Combine(AppContext.BaseDirectory, "openapi.json");
            await File.WriteAllTextAsync(other, actual + "\n");
            Assert.Fail($"The document has changed. If that is meant: cp {other} {Path.GetFullPath(file)}");
        }
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_what_it_answers()
    {
        await using var server = await RunningServer.StartAsync();
        var paths = JsonNode.Parse(await server.Client.GetStringAsync("/openapi/v1.json"))!["paths"]!.AsObject();
        paths.Count.ShouldBeGreaterThan(15);
        foreach (var (path, methods) in paths)
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                operation!["operationId"].ShouldNotBeNull($"{method} {path}");
                operation["summary"].ShouldNotBeNull($"{method} {path}");
                operation["responses"]!.AsObject().Count.ShouldBeGreaterThan(0, $"{method} {path}");
            }
        }
    }

    static string Readable(string json)
    {
        var document = JsonNode.Parse(json)!;
        return document.ToJsonString(new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
