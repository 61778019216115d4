namespace Tessera.Models.Sampling;

/// <summary>The timesteps of a flow-matching run, from noise (1) to data (0).</summary>
public sealed class FlowSchedule
{
    readonly double[] _times;

    /// <summary>Evenly spaced times, bent towards noise by t -> s t / (1 + (s - 1) t) (Esser et al. 2024, section 5.3.2).</summary>
    /// <param name="steps">Steps, 1 to 1000.</param>
    /// <param name="shift">s, above 0; 1 leaves the times evenly spaced.</param>
    /// <param name="solver">Euler takes one evaluation a step, Heun two.</param>
    public FlowSchedule(int steps, double shift, FlowSolver solver)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 1000);
        if (!double.IsFinite(shift) || shift <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(shift), shift, "must be above 0");
        }

        Steps = steps;
        Solver = solver;
        _times = [.. Enumerable.Range(0, steps + 1).Select(i => Bend(1 - ((double)i / steps), shift))];
    }

    /// <summary>Number of steps.</summary>
    public int Steps { get; }

    /// <summary>How a step is taken.</summary>
    public FlowSolver Solver { get; }

    /// <summary>Network calls of a step.</summary>
    public int EvaluationsPerStep => Solver == FlowSolver.Heun ? 2 : 1;

    /// <summary>Network calls of the whole run.</summary>
    public int Evaluations => Steps * EvaluationsPerStep;

    /// <summary>The step an evaluation belongs to.</summary>
    public int Step(int evaluation) => evaluation / EvaluationsPerStep;

    /// <summary>The time at which the network is called.</summary>
    public double Time(int evaluation) => _times[Step(evaluation) + (IsCorrector(evaluation) ? 1 : 0)];

    /// <summary>
    /// Moves x after an evaluation. Euler: x += (t' - t) v. Heun, first: the same, and v is kept; second: x += (t' - t) (v - kept v) / 2, which
    /// makes of the first a step with the mean of both.
    /// </summary>
    /// <param name="evaluation">Which evaluation <paramref name="velocity"/> comes from.</param>
    /// <param name="x">The latents, moved in place.</param>
    /// <param name="velocity">The fused velocity, as long as <paramref name="x"/>.</param>
    /// <param name="kept">As long as <paramref name="x"/>: v of Heun's first evaluation. Not touched by Euler.</param>
    public void Advance(int evaluation, Span<float> x, ReadOnlySpan<float> velocity, Span<float> kept)
    {
        if (velocity.Length != x.Length)
        {
            throw new ArgumentException($"has {velocity.Length} values, and x {x.Length}", nameof(velocity));
        }

        var step = Step(evaluation);
        var delta = (float)(_times[step + 1] - _times[step]);
        if (IsCorrector(evaluation))
        {
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += delta * 0.5f * (velocity[i] - kept[i]);
            }

            return;
        }

        if (Solver == FlowSolver.Heun)
        {
            velocity.CopyTo(kept);
        }

        for (var i = 0; i < x.Length; i++)
        {
            x[i] += delta * velocity[i];
        }
    }

    bool IsCorrector(int evaluation) => Solver == FlowSolver.Heun && evaluation % 2 == 1;

    static double Bend(double t, double shift) => shift * t / (1 + ((shift - 1) * t));
}
