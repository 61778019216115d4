using System.Text;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.Problems;

namespace Tessera.Server.Tests.Documents;

public sealed class JsonTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("null", "null")]
    [InlineData("7", "$")]
    [InlineData("{}", "request")]
    [InlineData("""{"request":null}""", "$.request")]
    [InlineData("""{"request":{"prompt":null,"size":"64x64"}}""", "$.request.prompt")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64"},"request":{"prompt":"lake","size":"64x64"}}""", "$.request")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","seed":-1}}""", "$.request.seed")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","seed":1.5}}""", "$.request.seed")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","seed":"1"}}""", "$.request.seed")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","guidance":NaN}}""", "BytePositionInLine: 54")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","mode":1}}""", "$.request.mode")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","mode":"1"}}""", "$.request.mode")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64"},"colour":1}""", "$.colour")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64"},"Priority":1}""", "$.Priority")]
    [InlineData("""{"request":{"prompt":"\ud800","size":"64x64"}}""", "character that is none")]
    [InlineData("""{"request":{"prompt":"a\u0000","size":"64x64"}}""", "character that is none")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64"},"\ud800":1}""", "character that is none")]
    [InlineData("""[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]""", "depth")]
    public void Malformed_document_is_refused_with_the_place(string json, string place)
    {
        var problem = Should.Throw<ProblemException>(() => JsonDocuments.Read(Encoding.UTF8.GetBytes(json), StrictJson.SubmitRequest));
        problem.Kind.ShouldBe(ProblemKinds.Malformed);
        problem.Message.ShouldContain(place);
    }

    [Fact]
    public void Details_and_values_are_bounded()
    {
        var name = new string('x', 10_000);
        Should.Throw<ProblemException>(() => Read($$"""{"{{name}}":1}""")).Message.Length.ShouldBeLessThan(500);
        Should.Throw<ProblemException>(() => Read($"[{string.Join(',', Enumerable.Repeat("1", ServerLimits.DocumentNodes))}]")).Message.ShouldContain("more than 4096");
        Should.Throw<ProblemException>(() => JsonDocuments.Read([(byte)'"', 0xff, (byte)'"'], StrictJson.SubmitRequest)).Message.ShouldContain("not UTF-8");
    }

    static SubmitRequest Read(string json) => JsonDocuments.Read(Encoding.UTF8.GetBytes(json), StrictJson.SubmitRequest);
}
