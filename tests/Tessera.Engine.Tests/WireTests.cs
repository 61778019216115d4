using Tessera.Engine.Devices;
using Tessera.Tiling;

namespace Tessera.Engine.Tests;

public sealed class WireTests
{
    static readonly Region Window = new(0, 10, 20, new Extent(1, 4, 6));

    [Theory]
    [InlineData((int)WireFormat.Float32, 1e-12)]
    [InlineData((int)WireFormat.Float16, 0.0005)]
    public void APartReadsAsItWasWritten(int kind, double tolerance)
    {
        var format = (WireFormat)kind;
        var part = new Region(0, 11, 22, new Extent(1, 2, 3));
        var values = Enumerable.Range(0, 2 * (int)Window.Volume).Select(i => MathF.Sin(i + 1)).ToArray();
        var whole = new byte[Wire.Bytes(format, 2, Window)];
        Wire.Write(format, values, whole);
        var block = new byte[Wire.Bytes(format, 2, part)];
        Wire.Cut(format, 2, Window, part, whole, block);
        var read = new float[2 * part.Volume];
        Wire.Read(format, block, read);
        for (var i = 0; i < read.Length; i++)
        {
            var (channel, y, x) = (i / 6, 1 + (i / 3 % 2), 2 + (i % 3));
            read[i].ShouldBe(values[(channel * 24) + (y * 6) + x], tolerance);
        }
    }

    [Fact]
    public void ABlockOfAnotherLengthIsRefused() =>
        Should.Throw<InvalidDataException>(() => Wire.Read(WireFormat.Float16, new byte[7], new float[4])).Message.ShouldContain("7 bytes instead of 8");
}
