namespace Tessera.Training.Tests;

public sealed class LearningRateTests
{
    [Fact]
    public void WarmsUpThenFallsToAHundredth()
    {
        var rates = Enumerable.Range(0, 1000).Select(step => LearningRate.At(step, 0, 1000, 2)).ToArray();
        rates[0].ShouldBe(0.02, 1e-3);
        rates[..90].ShouldBe(rates[..90].Order());
        rates[100..].ShouldBe(rates[100..].OrderDescending());
        rates.Max().ShouldBeInRange(1.9, 2);
        rates[^1].ShouldBe(0.02, 1e-3);
    }

    [Fact]
    public void WarmsUpAgainWhereMomentsAreFresh() =>
        LearningRate.At(500, 500, 1000, 2).ShouldBeLessThan(LearningRate.At(500, 0, 1000, 2) / 50);
}
