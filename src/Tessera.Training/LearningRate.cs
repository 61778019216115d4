namespace Tessera.Training;

/// <summary>Linear warm-up, then a cosine down to 1 % of the peak (Loshchilov and Hutter 2017).</summary>
static class LearningRate
{
    const int WarmUp = 100;

    /// <summary>The rate of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="first">The step from which the optimizer's moments are: where they are fresh, it warms up.</param>
    /// <param name="steps">The last step.</param>
    /// <param name="peak">The highest rate.</param>
    public static double At(int step, int first, int steps, double peak)
    {
        var cosine = 0.505 + (0.495 * Math.Cos(Math.PI * step / steps));
        return peak * cosine * Math.Min(1, (step - first + 1.0) / WarmUp);
    }
}
