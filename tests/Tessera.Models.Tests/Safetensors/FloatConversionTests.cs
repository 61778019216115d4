using System.Runtime.InteropServices;
using Tessera.Models.Safetensors;

namespace Tessera.Models.Tests.Safetensors;

public sealed class FloatConversionTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_half_becomes_the_single_it_is()
    {
        var halves = Enumerable.Range(0, 65536).Select(i => BitConverter.UInt16BitsToHalf((ushort)i)).ToArray();
        var floats = Read("F16", MemoryMarshal.AsBytes<Half>(halves));
        for (var i = 0; i < halves.Length; i++)
        {
            AssertSame(floats[i], (float)halves[i]);
        }
    }

    [Fact]
    public void Every_bfloat_becomes_the_single_it_is()
    {
        var stored = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        var floats = Read("BF16", MemoryMarshal.AsBytes<ushort>(stored));
        for (var i = 0; i < stored.Length; i++)
        {
            BitConverter.SingleToUInt32Bits(floats[i]).ShouldBe((uint)i << 16);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    public void Doubles_round_and_singles_are_copied_at_every_length(int length)
    {
        var random = new Random(length);
        var doubles = Enumerable.Range(0, length).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-50, 50))).ToArray();
        var singles = Array.ConvertAll(doubles, d => (float)d);
        Read("F64", MemoryMarshal.AsBytes<double>(doubles)).ShouldBe(singles);
        Read("F32", MemoryMarshal.AsBytes<float>(singles)).ShouldBe(singles);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(31)]
    public void Tails_of_sixteen_bit_types_are_converted_too(int length)
    {
        var halves = Enumerable.Range(1, length).Select(i => (Half)(i * -0.37f)).ToArray();
        Read("F16", MemoryMarshal.AsBytes<Half>(halves)).ShouldBe(Array.ConvertAll(halves, h => (float)h));
        var stored = Enumerable.Range(1, length).Select(i => (ushort)(0x3F00 + i)).ToArray();
        Read("BF16", MemoryMarshal.AsBytes<ushort>(stored)).ShouldBe(Array.ConvertAll(stored, s => BitConverter.UInt32BitsToSingle((uint)s << 16)));
    }

    [Fact]
    public void A_tensor_longer_than_one_piece_is_read_whole()
    {
        var halves = Enumerable.Range(0, (1 << 20) + 5).Select(i => (Half)(i % 1999)).ToArray();
        Read("F16", MemoryMarshal.AsBytes<Half>(halves)).ShouldBe(Array.ConvertAll(halves, h => (float)h));
    }

    static void AssertSame(float actual, float expected)
    {
        if (float.IsNaN(expected))
        {
            float.IsNaN(actual).ShouldBeTrue();
        }
        else
        {
            BitConverter.SingleToUInt32Bits(actual).ShouldBe(BitConverter.SingleToUInt32Bits(expected));
        }
    }

    float[] Read(string type, ReadOnlySpan<byte> stored)
    {
        var size = type switch { "F64" => 8, "F32" => 4, _ => 2 };
        var header = $$$"""{"t":{"dtype":"{{{type}}}","shape":[{{{stored.Length / size}}}],"data_offsets":[0,{{{stored.Length}}}]}}""";
        var path = _folder.Raw("t.safetensors", header, stored.Length);
        using (var stream = File.OpenWrite(path))
        {
            stream.Position = stream.Length - stored.Length;
            stream.Write(stored);
        }

        using var file = SafetensorsFile.Open(path);
        return file.Floats("t", stored.Length / size);
    }
}
