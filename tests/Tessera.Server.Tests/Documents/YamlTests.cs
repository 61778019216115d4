using System.Text;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.Problems;
using Tessera.Tiling;
using YamlDotNet.Core;

namespace Tessera.Server.Tests.Documents;

public sealed class YamlTests
{
    [Theory]
    [InlineData("a: 7", """{"a":7}""")]
    [InlineData("a: +7", """{"a":7}""")]
    [InlineData("a: -7", """{"a":-7}""")]
    [InlineData("a: 010", """{"a":10}""")] // eight in YAML 1.1
    [InlineData("a: 0o10", """{"a":8}""")]
    [InlineData("a: 0x1F", """{"a":31}""")]
    [InlineData("a: 0b11", """{"a":"0b11"}""")]
    [InlineData("a: 1_000", """{"a":"1_000"}""")]
    [InlineData("a: 12:30:45", """{"a":"12:30:45"}""")] // a number to the base of sixty in YAML 1.1
    [InlineData("a: 18446744073709551615", """{"a":18446744073709551615}""")]
    [InlineData("a: .5", """{"a":0.5}""")]
    [InlineData("a: 5.", """{"a":5}""")]
    [InlineData("a: -00.50e+3", """{"a":-0.50e+3}""")]
    [InlineData("a: .", """{"a":"."}""")]
    [InlineData("a: 1e", """{"a":"1e"}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: on", """{"a":"on"}""")]
    [InlineData("a: NO", """{"a":"NO"}""")]
    [InlineData("a: True", """{"a":true}""")]
    [InlineData("a: tRUE", """{"a":"tRUE"}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: nil", """{"a":"nil"}""")]
    [InlineData("a: '7'", """{"a":"7"}""")]
    [InlineData("a: \"true\"", """{"a":"true"}""")]
    [InlineData("a: |\n  7\n", """{"a":"7\n"}""")]
    [InlineData("a: >-\n  lake,\n  snow", """{"a":"lake, snow"}""")]
    [InlineData("a: 512x512", """{"a":"512x512"}""")]
    [InlineData("a: 2026-01-01", """{"a":"2026-01-01"}""")]
    [InlineData("a: =", """{"a":"="}""")]
    [InlineData("<<: {a: 1}", """{"\u003C\u003C":{"a":1}}""")]
    [InlineData("1: a\nnull: b", """{"1":"a","null":"b"}""")]
    [InlineData("{a: [1, {b: c}], d: []}", """{"a":[1,{"b":"c"}],"d":[]}""")]
    [InlineData("# said\n---\na: b # more\n...\n", """{"a":"b"}""")]
    [InlineData("%YAML 1.2\n---\na: b", """{"a":"b"}""")]
    [InlineData("\ufeffa: b", """{"a":"b"}""")]
    [InlineData("- \"\\u00e9\\x41\"", """["\u00E9A"]""")]
    public void Scalars_mean_what_the_core_schema_says(string yaml, string json) =>
        Encoding.UTF8.GetString(new YamlConverter().Convert(yaml.TrimStart('\ufeff'))).ShouldBe(json);

    [Theory]
    [InlineData("a: &x 1\nb: *x", "Anchors")]
    [InlineData("a: *x", "Aliases")]
    [InlineData("&x a: 1", "Anchors")]
    [InlineData("a: !!str 1", "Tags")]
    [InlineData("a: ! 1", "Tags")]
    [InlineData("!!map {a: 1}", "Tags")]
    [InlineData("a: !<tag:yaml.org,2002:int> 1", "Tags")]
    [InlineData("a: 1\n---\nb: 2", "second document")]
    [InlineData("a: 1\na: 2", "'a' is there twice")]
    [InlineData("{a: 1, \"a\": 2}", "'a' is there twice")]
    [InlineData("? [a]\n: 1", "A name must be text")]
    [InlineData("a: .inf", "none that JSON has")]
    [InlineData("a: .NaN", "none that JSON has")]
    [InlineData("a: 0x1FFFFFFFFFFFFFFFF", "none that JSON has")]
    [InlineData("a: 0o7777777777777777777777", "none that JSON has")]
    [InlineData("", "empty")]
    [InlineData("# nothing", "empty")]
    [InlineData("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "deeper than 16")]
    [InlineData("a: [1, 2", "")]
    [InlineData("a: []]\nb: 1", "")] // the parser trips over it
    [InlineData("a: b: c", "")]
    public void What_no_document_needs_is_refused(string yaml, string reason) =>
        Should.Throw<YamlException>(() => new YamlConverter().Convert(yaml)).Message.ShouldContain(reason);

    [Fact]
    public void Bounds_are_kept()
    {
        Should.NotThrow(() => new YamlConverter().Convert($"[{string.Join(',', Enumerable.Repeat("1", ServerLimits.DocumentNodes - 1))}]"));
        Should.Throw<YamlException>(() => new YamlConverter().Convert($"[{string.Join(',', Enumerable.Repeat("1", ServerLimits.DocumentNodes))}]")).Message.ShouldContain("more than 4096");
        Should.Throw<YamlException>(() => new YamlConverter().Convert($"{new string('a', 65)}: 1")).Message.ShouldContain("more than 64 characters");
        Should.Throw<YamlException>(() => new YamlConverter().Convert(new string('[', 200_000))).Message.ShouldContain("deeper");
    }

    [Fact]
    public void Same_document_in_both_formats_is_the_same_request()
    {
        var yaml = Read("""
            # a coast
            priority: 7
            request:
              prompt: "lake, snow:0.6"
              size: 1024x512
              seed: 18446744073709551615
              steps: 010
              guidance: 2.5
              mode: fuse
              stages: none
            """);
        var json = JsonDocuments.Read(
            """{"request":{"stages":"none","mode":"fuse","guidance":2.5,"steps":10,"seed":18446744073709551615,"size":"1024x512","prompt":"lake, snow:0.6"},"priority":7}"""u8,
            StrictJson.SubmitRequest);
        yaml.ShouldBe(json);
        (yaml.Request.Mode, yaml.Request.Steps, yaml.Request.Seed, yaml.Priority).ShouldBe((CoherenceMode.Fuse, 10, ulong.MaxValue, 7));
    }

    [Theory]
    [InlineData("request:\n  prompt: lake\n  size: 64x64\n  seed: yes", "Line 4, column 9: The value is of another type, or out of its range. Path: $.request.seed.")]
    [InlineData("request:\n  prompt: lake\n  size: 64", "Line 3, column 9: The value is of another type, or out of its range. Path: $.request.size.")]
    [InlineData("request:\n  prompt: lake\n  size: 64x64\n  colour: red", "Line 4, column 11: ")]
    [InlineData("request:\n  prompt: lake\n  size: 64x64\n  mode: Sideways", "Line 4, column 9: ")]
    [InlineData("request:\n  prompt: \"a\\0b\"\n  size: 64x64", "character that is none")]
    [InlineData("request:\n  prompt: \"\\ud800\"\n  size: 64x64", "Line 2")]
    [InlineData("request:\n  prompt: la\u0001ke\n  size: 64x64", "U+0001")]
    [InlineData("request:\n  prompt: la\u0000ke\n  size: 64x64", "U+0000")]
    [InlineData("request: {prompt: lake, size: 64x64", "Line 2")]
    [InlineData("- 1", "Line 1, column 1")]
    [InlineData("null", "null")]
    public void Errors_say_where(string yaml, string detail)
    {
        var problem = Should.Throw<ProblemException>(() => Read(yaml));
        problem.Kind.ShouldBe(ProblemKinds.Malformed);
        problem.Message.ShouldContain(detail);
    }

    static SubmitRequest Read(string yaml) => YamlDocuments.Read(Encoding.UTF8.GetBytes(yaml), StrictJson.SubmitRequest);
}
