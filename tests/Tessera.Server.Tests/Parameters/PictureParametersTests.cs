using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tessera.Engine.Requests;
using Tessera.Server.Contracts;
using Tessera.Server.Parameters;

namespace Tessera.Server.Tests.Parameters;

public sealed class PictureParametersTests
{
    [Fact]
    public void Every_property_of_a_request_is_a_parameter() => PictureParameters.All.Select(parameter => parameter.Name)
        .ShouldBe(typeof(PictureRequest).GetProperties().Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name));

    [Fact]
    public void Defaults_are_those_of_a_request_that_says_nothing()
    {
        var plain = JsonSerializer.SerializeToNode(new PictureRequest { Prompt = "lake", Size = "64x64" }, StrictJson.SubmitRequest.Options)!;
        foreach (var parameter in PictureParameters.All.Where(parameter => !parameter.IsRequired))
        {
            JsonNode.DeepEquals(parameter.Default, plain[parameter.Name]).ShouldBeTrue($"{parameter.Name}: {parameter.Default} is not {plain[parameter.Name]}");
        }
    }

    [Fact]
    public async Task They_are_listed()
    {
        await using var server = await RunningServer.StartAsync();
        var listed = await server.Client.GetFromJsonAsync("/v1/parameters", ApiJson.Default.IReadOnlyListParameterView);
        listed!.Select(parameter => parameter.Name).ShouldBe(PictureParameters.All.Select(parameter => parameter.Name));
    }
}
