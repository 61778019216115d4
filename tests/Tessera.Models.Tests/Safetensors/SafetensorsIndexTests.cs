using Tessera.Models.Safetensors;

namespace Tessera.Models.Tests.Safetensors;

public sealed class SafetensorsIndexTests : IDisposable
{
    const string Map = """{"metadata":{"total_size":12,"more":[{"x":1}]},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-2.safetensors"}}""";
    readonly TempFolder _folder = new();

    public SafetensorsIndexTests()
    {
        SafetensorsWriterTests.Write(_folder["m-1.safetensors"], null, ("a", SafetensorsType.F16, [1f, 2f]));
        SafetensorsWriterTests.Write(_folder["m-2.safetensors"], null, ("b", SafetensorsType.F32, [3f]), ("c", SafetensorsType.F32, [4f]));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sharded_folder_reads_like_one_file()
    {
        File.WriteAllText(_folder["model.safetensors.index.json"], Map);
        foreach (var path in new[] { _folder.ToString(), _folder["model.safetensors.index.json"] })
        {
            using var source = SafetensorsSource.Open(path);
            source.Entries.Keys.ShouldBe(["a", "b", "c"], ignoreOrder: true);
            source.Floats("a", 2).ShouldBe([1f, 2f]);
            source.Floats("b", 1).ShouldBe([3f]);
            source.Values<float>("c").ToArray().ShouldBe([4f]);
        }
    }

    [Fact]
    public void A_disposed_index_is_not_read()
    {
        File.WriteAllText(_folder["model.safetensors.index.json"], Map);
        var source = SafetensorsSource.Open(_folder.ToString());
        source.Dispose();
        Should.Throw<ObjectDisposedException>(() => source.Floats("b", 1));
    }

    [Fact]
    public void One_entry_point_opens_a_file_a_folder_or_an_index()
    {
        using (var file = SafetensorsSource.Open(_folder["m-1.safetensors"]))
        {
            file.ShouldBeOfType<SafetensorsFile>();
        }

        using (var folder = SafetensorsSource.Open(_folder.ToString(), stem: "m-2"))
        {
            folder.Entries.Keys.ShouldBe(["b", "c"], ignoreOrder: true);
        }

        Line(() => SafetensorsSource.Open(_folder.ToString())).ShouldEndWith("holds neither model.safetensors nor model.safetensors.index.json");
        File.WriteAllText(_folder["m-2.safetensors.index.json"], Map);
        Line(() => SafetensorsSource.Open(_folder.ToString(), "m-2")).ShouldEndWith("holds both m-2.safetensors and an index; remove one");
    }

    [Theory]
    [InlineData("../x.safetensors")]
    [InlineData("/etc/x.safetensors")]
    [InlineData("sub/x.safetensors")]
    [InlineData("..\\\\x.safetensors")]
    [InlineData("C:x.safetensors")]
    [InlineData("m-1.safetensors\\u0000")]
    [InlineData("x.bin")]
    [InlineData("")]
    public void A_shard_is_a_plain_name(string shard)
    {
        Directory.CreateDirectory(_folder["sub"]);
        SafetensorsWriterTests.Write(_folder["sub/x.safetensors"], null, ("a", SafetensorsType.F16, [1f]));
        Open($$$"""{"weight_map":{"a":"{{{shard}}}"}}""").ShouldContain("is not the plain name of a .safetensors file beside the index");
    }

    [Fact]
    public void A_shard_that_is_a_link_is_refused()
    {
        File.CreateSymbolicLink(_folder["link.safetensors"], _folder["m-1.safetensors"]);
        Open("""{"weight_map":{"a":"link.safetensors"}}""").ShouldContain("'link.safetensors' is a link; put the file itself beside the index");
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "the index is not an object")]
    [InlineData("{}", "there is no weight_map")]
    [InlineData("""{"weight_map":[]}""", "weight_map is not an object")]
    [InlineData("""{"weight_map":{"a":1}}""", "a value of weight_map is no file name")]
    [InlineData("""{"weight_map":{},"weight_map":{}}""", "weight_map appears twice")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors","a":"m-1.safetensors"}}""", "tensor 'a' appears twice")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors"}""", "not valid JSON")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors"}} x""", "not valid JSON")]
    [InlineData("""{"metadata":[[[[[[[[1]]]]]]]],"weight_map":{"a":"m-1.safetensors"}}""", "not valid JSON")]
    [InlineData("""{"weight_map":{"a":"m-3.safetensors"}}""", "m-3.safetensors: cannot be opened")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""", "m-2.safetensors: holds tensor 'c', which the index does not place there")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors","x":"m-1.safetensors"}}""", "m-1.safetensors: lacks tensor 'x', which the index places there")]
    [InlineData("""{"weight_map":{"a":"m-2.safetensors","b":"m-2.safetensors","c":"m-2.safetensors"}}""", "m-2.safetensors: lacks tensor 'a'")]
    public void A_malformed_index_is_one_clear_line(string text, string expected) => Open(text).ShouldContain(expected);

    [Fact]
    public void Too_many_files_are_refused()
    {
        var map = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"t{i}\":\"s{i}.safetensors\""));
        Open("{\"weight_map\":{" + map + "}}").ShouldContain("more than 1000 files");
    }

    string Open(string text)
    {
        File.WriteAllText(_folder["model.safetensors.index.json"], text);
        return Line(() => SafetensorsSource.Open(_folder.ToString()));
    }

    static string Line(Func<object?> action)
    {
        var line = Should.Throw<SafetensorsException>(action).Message;
        line.Any(char.IsControl).ShouldBeFalse();
        return line;
    }
}
