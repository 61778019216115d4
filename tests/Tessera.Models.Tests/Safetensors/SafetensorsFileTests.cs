using System.Buffers.Binary;
using System.Text;
using Tessera.Models.Safetensors;

namespace Tessera.Models.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_names_types_shapes_places_and_metadata()
    {
        var header = """{"__metadata__":{"format":"pt","note":"é"},"b":{"dtype":"I64","shape":[2],"data_offsets":[4,20]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"none":{"dtype":"F16","shape":[3,0],"data_offsets":[20,20]}}  """;
        using var file = SafetensorsFile.Open(_folder.Raw("x.safetensors", header, 20));

        file.Metadata.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt", ["note"] = "é" }, ignoreOrder: true);
        file.Entries.Keys.ShouldBe(["a", "b", "none"], ignoreOrder: true);
        var start = 8 + Encoding.UTF8.GetByteCount(header);
        var b = file.Entry("b");
        (b.Type, b.Offset, b.Length, b.ElementCount).ShouldBe((SafetensorsType.I64, start + 4L, 16L, 2L));
        b.Shape.ShouldBe([2L]);
        file.Entry("a").Shape.ShouldBeEmpty();
        file.Entry("a").ElementCount.ShouldBe(1);
        file.Entry("none").ElementCount.ShouldBe(0);
        file.Floats("none", 3, 0).ShouldBeEmpty();
        file.Bytes("none").Length.ShouldBe(0);
    }

    [Fact]
    public void Spans_are_the_files_own_bytes()
    {
        var path = _folder.Raw("x.safetensors", """{"i":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"u":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}}""", 19);
        var bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(bytes.Length - 19), -5);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(bytes.Length - 11), long.MaxValue);
        bytes[^1] = 200;
        File.WriteAllBytes(path, bytes);

        using var file = SafetensorsFile.Open(path);
        file.Values<long>("i").ToArray().ShouldBe([-5, long.MaxValue]);
        file.Values<byte>("u").ToArray().ShouldBe([0, 0, 200]);
        file.Bytes("i").SequenceEqual(bytes.AsSpan(bytes.Length - 19, 16)).ShouldBeTrue();
    }

    [Fact]
    public void An_empty_file_of_no_tensors_is_valid()
    {
        using var file = SafetensorsFile.Open(_folder.Raw("x.safetensors", "{}", 0));
        file.Entries.ShouldBeEmpty();
        file.Metadata.ShouldBeEmpty();
    }

    [Fact]
    public void Asking_for_what_is_not_there_names_file_and_tensor()
    {
        using var file = SafetensorsFile.Open(_folder.Raw("x.safetensors", """{"w":{"dtype":"U8","shape":[2,3],"data_offsets":[0,6]}}""", 6));
        Line(() => file.Entry("v")).ShouldEndWith("x.safetensors: there is no tensor 'v'");
        Line(() => file.Entry("w", 3, 2)).ShouldEndWith("x.safetensors: tensor 'w' has shape [2, 3], not [3, 2]");
        Line(() => file.Read("w", new float[6])).ShouldContain("tensor 'w' is U8");
        Line(() => file.Values<sbyte>("w").ToArray()).ShouldContain("tensor 'w' is U8 and cannot be read as SByte");
        Line(() => file.Read("w", new float[5])).ShouldContain("tensor 'w'");
    }

    [Fact]
    public void A_disposed_file_is_not_read()
    {
        var file = SafetensorsFile.Open(_folder.Raw("x.safetensors", """{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2));
        file.Dispose();
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Bytes("w").ToArray());
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "does not begin with '{'")]
    [InlineData(" {}", "does not begin with '{'")]
    [InlineData("{} x", "not valid JSON")]
    [InlineData("{}{}", "not valid JSON")]
    [InlineData("""{"a":1}""", "tensor 'a': the header holds Number where StartObject is needed")]
    [InlineData("""{"a":{}}""", "tensor 'a': dtype, shape and two data_offsets are required")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "tensor 'a': dtype, shape and two data_offsets are required")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "tensor 'a': dtype, shape and two data_offsets are required")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "tensor 'a': a list is too long")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", "tensor 'a': a list is too long")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":0}}""", "tensor 'a': the field 'x' is unknown or appears twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "tensor 'a': the field 'dtype' is unknown or appears twice")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", "tensor 'a': dtype 'F31' is none of BOOL, U8")]
    [InlineData("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", "tensor 'a': dtype 'f32' is none of")]
    [InlineData("""{"a":{"dtype":"9","shape":[1],"data_offsets":[0,4]}}""", "tensor 'a': dtype '9' is none of")]
    [InlineData("""{"a":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""", "tensor 'a': the header holds Null where String is needed")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "tensor 'a': a list holds something that is not a number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "tensor 'a': a number is not a 64-bit integer")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", "tensor 'a': a number is not a 64-bit integer")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "tensor 'a': shape [-1] is negative or too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""", "tensor 'a': shape [-1, -1] is negative or too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", "is negative or too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", "is negative or too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "tensor 'a': shape [2] of F32 takes 8 bytes, data_offsets span 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "tensor 'a': data_offsets [-4, 0] lie outside the 4 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "tensor 'a': data_offsets [4, 0] lie outside the 4 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "tensor 'a': data_offsets [4, 8] lie outside the 4 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}""", "lie outside the 4 bytes of data")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", "2 bytes at the end belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "2 bytes before tensor 'a' belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "tensor 'b' overlaps the one before it by 2 bytes")]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""", "overlaps the one before it by 4 bytes")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"a":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "tensor 'a': appears twice")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"\u0061":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""", "tensor 'a': appears twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}""", "not valid JSON")]
    [InlineData("""{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "'__metadata__': the header holds Number where String is needed")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "'__metadata__': holds a key twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "'__metadata__': appears twice")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not valid JSON")]
    public void A_malformed_header_is_one_clear_line(string header, string expected)
    {
        var path = _folder.Raw("bad.safetensors", header, 4);
        var line = Line(() => SafetensorsFile.Open(path));
        line.ShouldStartWith(path + ": ");
        line.ShouldContain(expected);
    }

    [Theory]
    [InlineData(0UL, "does not begin with")]
    [InlineData(50UL, "not valid JSON")]
    [InlineData(63UL, "the header claims 63 bytes")]
    [InlineData(100_000_001UL, "the header claims 100000001 bytes; at most 100000000 are allowed and 62 are there")]
    [InlineData(ulong.MaxValue, "the header claims 18446744073709551615 bytes")]
    [InlineData(1UL << 63, "the header claims 9223372036854775808 bytes")]
    public void A_wrong_header_length_is_refused(ulong claimed, string expected) =>
        Line(() => SafetensorsFile.Open(_folder.Raw("bad.safetensors", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}    """, 4, claimed)))
            .ShouldContain(expected);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_file_too_short_for_a_header_is_refused(int length)
    {
        File.WriteAllBytes(_folder["short.safetensors"], new byte[length]);
        Line(() => SafetensorsFile.Open(_folder["short.safetensors"])).ShouldContain($"{length} bytes are too few");
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused_and_a_long_one_is_shortened_in_messages()
    {
        static string Header(int length) => $$$"""{"{{{new string('n', length)}}}":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""";
        Line(() => SafetensorsFile.Open(_folder.Raw("a.safetensors", Header(1025), 4))).ShouldContain("a name is too long");
        Line(() => SafetensorsFile.Open(_folder.Raw("b.safetensors", Header(1024), 4))).ShouldContain($"tensor '{new string('n', 77)}...': dtype 'F31'");
    }

    [Fact]
    public void Names_cannot_break_a_message_into_lines() =>
        Line(() => SafetensorsFile.Open(_folder.Raw("x.safetensors", """{"a\n\u001b[2J":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4)))
            .ShouldContain("tensor 'a??[2J': dtype");

    [Fact]
    public void What_is_not_a_file_is_refused()
    {
        Line(() => SafetensorsFile.Open(_folder["none.safetensors"])).ShouldStartWith(_folder["none.safetensors"] + ": cannot be opened");
        Line(() => SafetensorsFile.Open(_folder.ToString())).ShouldContain("cannot be opened");
        Line(() => SafetensorsFile.Open("")).ShouldContain("cannot be opened");
    }

    [Fact]
    public void A_huge_claim_allocates_nothing()
    {
        var path = _folder.Raw("x.safetensors", """{"a":{"dtype":"F64","shape":[1000000000000],"data_offsets":[0,8000000000000]}}""", 64);
        Should.Throw<SafetensorsException>(() => SafetensorsFile.Open(path));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<SafetensorsException>(() => SafetensorsFile.Open(path));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000);
    }

    static string Line(Func<object?> action)
    {
        var line = Should.Throw<SafetensorsException>(action).Message;
        line.Any(char.IsControl).ShouldBeFalse();
        return line;
    }

    static string Line(Action action) => Line(() =>
    {
        action();
        return null;
    });
}
