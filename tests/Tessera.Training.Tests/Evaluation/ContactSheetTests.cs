using Tessera.Training.Evaluation;

namespace Tessera.Training.Tests.Evaluation;

public class ContactSheetTests
{
    [Fact]
    public void EveryTagThereIsHasAColumnAndRowsAreFull()
    {
        float[][] scenes =
        [
            Pictures.Weights("lake", "noon"), Pictures.Weights("lake"), Pictures.Weights("river", "alpine"), Pictures.Weights("fjord", "sea"),
        ];
        var rows = ContactSheet.Arrange(scenes);
        rows.Select(row => row.Group).ShouldBe(["biome", "biome", "water", "light"]); // 13 biomes need two rows; no season, relief or village
        rows.ShouldAllBe(row => row.Cells.Length == ContactSheet.Columns);
        rows[2].Cells.Take(4).ShouldBe([("lake", 0), ("river", 2), ("lake", 1), ("lake", 0)]);
        rows[3].Cells.ShouldAllBe(cell => cell.Tag == "noon" && cell.Scene == 0);
    }
}
