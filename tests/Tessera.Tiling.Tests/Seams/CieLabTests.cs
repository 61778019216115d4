namespace Tessera.Tiling.Tests.Seams;

public sealed class CieLabTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(255, 255, 255, 100, 0, 0)]
    [InlineData(255, 0, 0, 53.24, 80.09, 67.20)]
    [InlineData(0, 255, 0, 87.73, -86.18, 83.18)]
    [InlineData(0, 0, 255, 32.30, 79.19, -107.86)]
    [InlineData(10, 10, 10, 2.74, 0, 0)]
    public void Colours_have_their_published_coordinates(double red, double green, double blue, double lightness, double a, double b)
    {
        var lab = CieLab.FromRgb(red, green, blue);

        lab.L.ShouldBe(lightness, 0.01);
        lab.A.ShouldBe(a, 0.01);
        lab.B.ShouldBe(b, 0.01);
    }
}
