using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>Scores the seams of one direction against the other lines of the same phase, which are the other multiples of the
/// token.</summary>
sealed class LineScores
{
    /// <summary>How many of the nearest comparable lines make the local median.</summary>
    const int Near = 8;

    /// <summary>Deviations below this, in log units, are those of drawn patterns rather than pictures; it keeps z finite there.</summary>
    const double SmallestDeviation = 1e-3;

    readonly SeamDirection _direction;
    readonly GradientProfile _gradients;
    readonly GradientProfile _blocks;
    readonly Func<int, double> _colorStep;
    readonly ImmutableArray<int> _seams;
    readonly int _unit;
    readonly int[] _others;

    /// <summary>Prepares the seams of one direction.</summary>
    /// <param name="direction">Which.</param>
    /// <param name="gradients">Gradients of all its lines.</param>
    /// <param name="blocks">Gradients between blocks of pixels; tokens are whole blocks.</param>
    /// <param name="colorStep">Colour step of a token border.</param>
    /// <param name="seams">Positions of the seams, in pixels.</param>
    /// <param name="unit">Pixels per token.</param>
    public LineScores(SeamDirection direction, GradientProfile gradients, GradientProfile blocks, Func<int, double> colorStep, ImmutableArray<int> seams, int unit)
    {
        _direction = direction;
        _gradients = gradients;
        _blocks = blocks;
        _colorStep = colorStep;
        _seams = seams;
        _unit = unit;
        _others = [.. Enumerable.Range(1, (gradients.Length / unit) - 1).Select(token => token * unit).Except(seams)];
    }

    /// <summary>Mean colour step of the seams less the 95th percentile of the other borders; null where one of them is missing.</summary>
    public double? ColorStepExcess => _seams.IsEmpty || _others.Length == 0
        ? null
        : _seams.Average(ColorStep) - RobustStatistics.Quantile(_others.Select(ColorStep), 0.95);

    /// <summary>z of every seam between blocks; empty where too few lines can be compared.</summary>
    public double[] BlockZ => Standardised(line => _blocks.MeanLog((int)((long)line * _blocks.Length / _gradients.Length))) ?? [];

    /// <summary>The score of every seam.</summary>
    public ImmutableArray<SeamScore> Seams()
    {
        var z = Standardised(_gradients.MeanLog);
        return [.. _seams.Select((line, index) => Score(line, z?[index]))];
    }

    /// <summary>How unusual each seam is among the other lines, in robust standard deviations; null where these are too few.</summary>
    double[]? Standardised(Func<int, double> meanLog)
    {
        if (_seams.IsEmpty || _others.Length < SeamReport.MinimumLines)
        {
            return null;
        }

        var residuals = _others.Select(line => Residual(line, meanLog)).ToArray();
        var centre = RobustStatistics.Median(residuals);
        var deviation = Math.Max(RobustStatistics.Deviation(residuals, centre), SmallestDeviation);
        return [.. _seams.Select(line => (Residual(line, meanLog) - centre) / deviation)];
    }

    SeamScore Score(int line, double? z)
    {
        var across = Gradient(line);
        var beside = Math.Max(_gradients.Mean(line - 15) ?? 0, _gradients.Mean(line + 16) ?? 0);
        var near = Enumerable.Range(4, 13)
            .SelectMany(k => new[] { _gradients.Mean(line - k), _gradients.Mean(line + k) })
            .OfType<double>().DefaultIfEmpty().Average();
        return new(_direction, line, z, Ratio(across, near), Math.Max(across, beside), Ratio(across, beside), ColorStep(line));
    }

    /// <summary>Mean log gradient less the median of the nearest lines of the same phase, without the line itself.</summary>
    double Residual(int line, Func<int, double> meanLog)
    {
        var near = _others.Where(other => other != line).OrderBy(other => Math.Abs(other - line)).Take(Near);
        return meanLog(line) - RobustStatistics.Median(near.Select(meanLog));
    }

    double Gradient(int line) => _gradients.Mean(line) ?? 0;

    double ColorStep(int line) => _colorStep(line / _unit);

    /// <summary>A ratio in which half a level counts for nothing, so that flat pictures have ratio 1.</summary>
    static double Ratio(double across, double near)
    {
        const double HalfLevel = 0.5 / 255;
        return (across + HalfLevel) / (near + HalfLevel);
    }
}
