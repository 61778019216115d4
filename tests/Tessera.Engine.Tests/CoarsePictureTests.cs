using Tessera.Engine.Pictures;
using Tessera.Models.Dit;

namespace Tessera.Engine.Tests;

public sealed class CoarsePictureTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(5, 5)]
    public void APatchIsCentredUnderItsToken(int tokenY, int tokenX)
    {
        var picture = new CoarsePicture(96, 96);
        for (var i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = (byte)(i * 31);
        }

        var patch = new float[DitConfig.CoarseValues];
        picture.FillPatch(tokenY, tokenX, patch);
        for (var row = 0; row < DitConfig.CoarseEdge; row++)
        {
            for (var column = 0; column < DitConfig.CoarseEdge; column++)
            {
                var y = Math.Clamp((16 * tokenY) - 4 + row, 0, 95);
                var x = Math.Clamp((16 * tokenX) - 4 + column, 0, 95);
                var expected = (picture.Pixels[(((y * 96) + x) * 3) + 1] / 127.5f) - 1;
                patch[(((row * DitConfig.CoarseEdge) + column) * 3) + 1].ShouldBe(expected, 1e-6f);
            }
        }
    }
}
