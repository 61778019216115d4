using Tessera.Media.Png;

namespace Tessera.Media.Tests.Png;

public sealed class Crc32Tests
{
    [Fact]
    public void The_published_check_value_comes_out() => Crc32.Append(0, "123456789"u8).ShouldBe(0xCBF43926u);

    [Fact]
    public void Any_length_in_any_pieces_equals_the_bitwise_definition()
    {
        var data = new byte[100];
        new Random(3).NextBytes(data);
        for (var length = 0; length <= data.Length; length++)
        {
            var span = data.AsSpan(0, length);
            var split = length * 5 / 7;
            Crc32.Append(Crc32.Append(0, span[..split]), span[split..]).ShouldBe(PngBytes.Checksum(span));
        }
    }
}
