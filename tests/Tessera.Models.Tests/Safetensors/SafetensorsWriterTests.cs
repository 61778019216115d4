using System.Buffers.Binary;
using System.Text;
using Tessera.Models.Safetensors;

namespace Tessera.Models.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again()
    {
        var random = new Random(3);
        var a = Values(random, 6);
        var b = Values(random, 70_001);
        var path = _folder["w.safetensors"];
        using (var writer = SafetensorsWriter.Create(
            path,
            [Tensor("b", SafetensorsType.F16, 70_001), Tensor("a", SafetensorsType.F32, 2, 3), Tensor("empty", SafetensorsType.F16, 0), Tensor("one", SafetensorsType.F32)],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt", ["a \"quoted\" key"] = "line\nbreak é 🌲" }))
        {
            writer.Write("one", [0.1f]);
            writer.Write("b", b);
            writer.Write("empty", []);
            writer.Write("a", a);
            writer.Commit();
        }

        using var file = SafetensorsFile.Open(path);
        file.Floats("a", 2, 3).ShouldBe(a);
        file.Floats("b", 70_001).ShouldBe(Array.ConvertAll(b, v => (float)(Half)v));
        file.Floats("one").ShouldBe([0.1f]);
        file.Floats("empty", 0).ShouldBeEmpty();
        file.Metadata.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt", ["a \"quoted\" key"] = "line\nbreak é 🌲" }, ignoreOrder: true);
        File.Exists(path + ".partial").ShouldBeFalse();
    }

    [Fact]
    public void The_bytes_are_as_the_format_says()
    {
        var path = _folder["w.safetensors"];
        Write(path, new Dictionary<string, string>(StringComparer.Ordinal) { ["z"] = "1", ["k"] = "2" }, ("h", SafetensorsType.F16, [1f]), ("b", SafetensorsType.F32, [2f]), ("a", SafetensorsType.F32, [3f]));

        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        (length % 8).ShouldBe(0);
        Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' ').ShouldBe(
            """{"__metadata__":{"k":"2","z":"1"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"h":{"dtype":"F16","shape":[1],"data_offsets":[8,10]}}""");
        bytes.AsSpan(8 + length).ToArray().ShouldBe([0, 0, 0x40, 0x40, 0, 0, 0, 0x40, 0, 0x3C]);
    }

    [Fact]
    public void The_order_of_list_and_of_writing_does_not_show()
    {
        Write(_folder["1"], null, ("a", SafetensorsType.F16, [1f, 2f]), ("b", SafetensorsType.F16, [3f]));
        Write(_folder["2"], null, ("b", SafetensorsType.F16, [3f]), ("a", SafetensorsType.F16, [1f, 2f]));
        File.ReadAllBytes(_folder["2"]).ShouldBe(File.ReadAllBytes(_folder["1"]));
    }

    [Fact]
    public void A_file_without_commit_leaves_the_old_one_alone()
    {
        var path = _folder["w.safetensors"];
        Write(path, null, ("a", SafetensorsType.F32, [1f]));
        using (var writer = SafetensorsWriter.Create(path, [Tensor("a", SafetensorsType.F32, 1)]))
        {
            writer.Write("a", [2f]);
            File.Exists(path + ".partial").ShouldBeTrue();
        }

        Directory.GetFiles(_folder.ToString()).ShouldBe([path]);
        using var file = SafetensorsFile.Open(path);
        file.Floats("a", 1).ShouldBe([1f]);
    }

    [Fact]
    public void A_file_may_be_replaced_while_it_is_read()
    {
        var path = _folder["w.safetensors"];
        Write(path, null, ("a", SafetensorsType.F32, [1f]));
        using var before = SafetensorsFile.Open(path);
        Write(path, null, ("a", SafetensorsType.F32, [2f]));
        using var after = SafetensorsFile.Open(path);
        before.Floats("a", 1).ShouldBe([1f]);
        after.Floats("a", 1).ShouldBe([2f]);
    }

    [Fact]
    public void Halves_round_to_even_and_refuse_what_they_cannot_hold()
    {
        var path = _folder["w.safetensors"];
        Write(path, null, ("a", SafetensorsType.F16, [1f + (1f / 2048), 1f + (3f / 2048), 65504f, 65519f, float.NegativeInfinity, 1e-9f]));
        using (var file = SafetensorsFile.Open(path))
        {
            file.Floats("a", 6).ShouldBe([1f, 1f + (2f / 1024), 65504f, 65504f, float.NegativeInfinity, 0f]);
        }

        Should.Throw<SafetensorsException>(() => Write(path, null, ("a", SafetensorsType.F16, [0f, -65520f])))
            .Message.ShouldBe($"{path}: tensor 'a': -65520 at 1 is too large for F16");
    }

    [Fact]
    public void A_wrong_list_or_value_is_one_clear_line()
    {
        var path = _folder["w.safetensors"];
        Create(Tensor("", SafetensorsType.F32, 1)).ShouldContain("tensor '' is a name that cannot be used");
        Create(Tensor("__metadata__", SafetensorsType.F32, 1)).ShouldContain("is a name that cannot be used");
        Create(Tensor(new string('é', 513), SafetensorsType.F32, 1)).ShouldContain("has a name longer than 1024 bytes");
        Create(Tensor("a", SafetensorsType.F32, 1), Tensor("a", SafetensorsType.F16, 1)).ShouldContain("tensor 'a' appears twice");
        Create(Tensor("a", SafetensorsType.I64, 1)).ShouldContain("tensor 'a' is I64; only F16 and F32 can be written");
        Create(Tensor("a", SafetensorsType.F32, -1)).ShouldContain("tensor 'a': shape [-1] is negative or too large");
        Create(Tensor("a", SafetensorsType.F32, 1L << 40, 1L << 40)).ShouldContain("is negative or too large");
        Create(Tensor("a", SafetensorsType.F16, 1L << 61), Tensor("b", SafetensorsType.F16, 1L << 61)).ShouldContain("tensor 'b' does not fit a file");

        using (var writer = SafetensorsWriter.Create(path, [Tensor("a", SafetensorsType.F32, 2), Tensor("b", SafetensorsType.F32, 1)]))
        {
            Should.Throw<SafetensorsException>(() => writer.Write("c", [1f])).Message.ShouldContain("tensor 'c' is not in the list");
            Should.Throw<SafetensorsException>(() => writer.Write("a", [1f])).Message.ShouldContain("tensor 'a' has 2 elements, not 1");
            writer.Write("b", [1f]);
            Should.Throw<SafetensorsException>(() => writer.Write("b", [1f])).Message.ShouldContain("tensor 'b' is not in the list, or already written");
            Should.Throw<SafetensorsException>(writer.Commit).Message.ShouldContain("tensor 'a' has not been written");
        }

        Should.Throw<SafetensorsException>(() => Write(_folder["none/w.safetensors"], null)).Message.ShouldContain("cannot be written");
        Directory.CreateDirectory(path);
        Should.Throw<SafetensorsException>(() => Write(path, null)).Message.ShouldContain("cannot be written");
        Directory.GetFiles(_folder.ToString()).ShouldBeEmpty();

        string Create(params SafetensorsTensor[] tensors)
        {
            var line = Should.Throw<SafetensorsException>(() => SafetensorsWriter.Create(path, tensors)).Message;
            File.Exists(path + ".partial").ShouldBeFalse();
            return line;
        }
    }

    internal static SafetensorsTensor Tensor(string name, SafetensorsType type, params long[] shape) => new(name, type, [.. shape]);

    internal static void Write(string path, IReadOnlyDictionary<string, string>? metadata, params (string Name, SafetensorsType Type, float[] Values)[] tensors)
    {
        using var writer = SafetensorsWriter.Create(path, [.. tensors.Select(t => Tensor(t.Name, t.Type, t.Values.Length))], metadata);
        foreach (var (name, _, values) in tensors)
        {
            writer.Write(name, values);
        }

        writer.Commit();
    }

    static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 4)];
}
