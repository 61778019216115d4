using Tessera.Models.Sampling;

namespace Tessera.Models.Tests.Sampling;

public sealed class FlowScheduleTests
{
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(8, 1.0)]
    [InlineData(20, 3.0)]
    public void TimesFallFromOneTowardsZero(int steps, double shift)
    {
        var schedule = new FlowSchedule(steps, shift, FlowSolver.Euler);
        var times = Enumerable.Range(0, schedule.Evaluations).Select(schedule.Time).ToArray();
        times[0].ShouldBe(1);
        times.ShouldBe(times.OrderDescending());
        times[^1].ShouldBeGreaterThan(0);
        times.Length.ShouldBe(steps);
    }

    [Fact]
    public void ShiftSpendsMoreStepsOnNoise()
    {
        var (even, bent) = (new FlowSchedule(10, 1, FlowSolver.Euler), new FlowSchedule(10, 3, FlowSolver.Euler));
        even.Time(5).ShouldBe(0.5, 1e-12);
        bent.Time(5).ShouldBe(0.75, 1e-12); // 3 * 0.5 / (1 + 2 * 0.5)
    }

    [Fact]
    public void EulerFollowsAStraightFlowExactly()
    {
        var schedule = new FlowSchedule(7, 2, FlowSolver.Euler);
        float[] x = [3f, -1f];
        for (var e = 0; e < schedule.Evaluations; e++)
        {
            schedule.Advance(e, x, [1f, -2f], []);
        }

        x[0].ShouldBe(2f, 1e-5f); // x(0) = x(1) - v
        x[1].ShouldBe(1f, 1e-5f);
    }

    [Fact]
    public void HeunIsSecondOrder()
    {
        // dx/dt = x has the solution x(0) = x(1) / e; halving the step must divide Heun's error by about 4, Euler's by about 2.
        Ratio(FlowSolver.Heun).ShouldBeInRange(3.5, 4.5);
        Ratio(FlowSolver.Euler).ShouldBeInRange(1.7, 2.3);
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1001, 1.0)]
    [InlineData(5, 0.0)]
    [InlineData(5, double.NaN)]
    public void RefusesWhatIsNoSchedule(int steps, double shift) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new FlowSchedule(steps, shift, FlowSolver.Euler));

    static double Ratio(FlowSolver solver) => Error(20, solver) / Error(40, solver);

    static double Error(int steps, FlowSolver solver)
    {
        var schedule = new FlowSchedule(steps, 1, solver);
        float[] x = [1f];
        var kept = new float[1];
        for (var e = 0; e < schedule.Evaluations; e++)
        {
            schedule.Advance(e, x, [x[0]], kept);
        }

        return Math.Abs(x[0] - Math.Exp(-1));
    }
}
