using System.Text;

namespace Tessera.Cluster.Tests.Links;

public sealed class Crc32CTests
{
    [Fact]
    public void Sum_is_the_known_one() => Crc32C.Of(Encoding.ASCII.GetBytes("123456789")).ShouldBe(0xE3069283u);

    [Fact]
    public void Any_length_in_any_pieces_gives_the_sum_of_its_bits()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[i < 100 ? i : random.Next(40_000)];
            random.NextBytes(bytes);
            var cut = random.Next(bytes.Length + 1);

            var crc = Crc32C.Of(bytes);

            crc.ShouldBe(~bytes.Aggregate(Crc32C.Start, (sum, value) => Bitwise(sum, value)));
            (~Crc32C.Append(Crc32C.Append(Crc32C.Start, bytes.AsSpan(0, cut)), bytes.AsSpan(cut))).ShouldBe(crc);
        }
    }

    static uint Bitwise(uint crc, byte value)
    {
        crc ^= value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78u);
        }

        return crc;
    }
}
