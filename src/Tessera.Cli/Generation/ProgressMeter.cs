using System.Diagnostics;
using System.Globalization;
using Tessera.Engine.Pictures;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Generation;

/// <summary>Turns what a job reports into one line: how far, which stage and step, how fast, how long still.</summary>
sealed class ProgressMeter(TimeProvider time) : IGenerateProgress
{
    /// <summary>Decoding a token's pixels takes about as long as this many tokens through the network.</summary>
    const double DecodeTokens = 2.5;

    readonly Lock _gate = new();
    PictureJob? _job;
    JobProgress? _progress;
    long _started;
    int _rows;

    public void Start(PictureJob job)
    {
        lock (_gate)
        {
            (_job, _started) = (job, time.GetTimestamp());
        }
    }

    public void Denoised(JobProgress progress)
    {
        lock (_gate)
        {
            _progress = progress;
        }
    }

    public void Decoded(int rows)
    {
        lock (_gate)
        {
            _rows += rows;
        }
    }

    /// <summary>The line, or null as long as there is nothing to say.</summary>
    public string? Line()
    {
        lock (_gate)
        {
            if (_job is null || _progress is null)
            {
                return null;
            }

            var elapsed = time.GetElapsedTime(_started).TotalSeconds;
            var fraction = Fraction(_job, _progress);
            var stage = _job.Stages[_progress.Stage];
            var doing = _progress.Phase switch
            {
                JobPhase.Stitching => $"decoding{(_progress.Stage == _progress.Stages - 1 ? string.Create(CultureInfo.InvariantCulture, $" {100.0 * _rows / stage.Height:0}%") : "")}",
                JobPhase.Preparing => "preparing",
                _ => $"step {Math.Min(_progress.Step + 1, _progress.Steps)}/{_progress.Steps}",
            };
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * fraction,3:0}%  stage {_progress.Stage + 1}/{_progress.Stages} {stage.Width}x{stage.Height}  {doing}  {_progress.EvaluationsDone / Math.Max(elapsed, 0.001):0.0} tiles/s  {Remaining(elapsed, fraction)}  peak {Gigabytes(Process.GetCurrentProcess().PeakWorkingSet64)}");
        }
    }

    /// <summary>What is said at the end.</summary>
    public static string Summary(GenerateResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Out}: {result.Tiles} tiles in {Span(result.Seconds["total"])} (denoising {Span(result.Seconds["denoise"])}, decoding {Span(result.Seconds["decode"])}), {result.TokensPerSecond:0} tokens/s, peak {Gigabytes(result.PeakRssBytes)}");

    /// <summary>The part of the work that is done, by tokens through the network; decoding counts as some more tokens.</summary>
    double Fraction(PictureJob job, JobProgress progress)
    {
        double done = 0;
        double total = 0;
        for (var i = 0; i < job.Stages.Length; i++)
        {
            var stage = job.Stages[i];
            var plan = stage.Job.Plan;
            var denoise = plan.Window.Volume * plan.Tiles.Length * stage.Job.Evaluations * (stage.Guidance == 1 ? 1.0 : 2.0);
            var decode = plan.Canvas.Volume * DecodeTokens;
            total += denoise + decode;
            if (i < progress.Stage)
            {
                done += denoise + decode;
            }
            else if (i == progress.Stage)
            {
                var before = job.Stages.Take(i).Sum(s => (long)s.Job.Plan.Tiles.Length * s.Job.Evaluations);
                done += denoise * (progress.EvaluationsDone - before) / ((double)plan.Tiles.Length * stage.Job.Evaluations);
                done += i == job.Stages.Length - 1 ? decode * _rows / stage.Height : 0;
            }
        }

        return Math.Clamp(done / total, 0, 1);
    }

    /// <summary>A range: the pace so far, 15 % faster and 30 % slower.</summary>
    static string Remaining(double elapsed, double fraction)
    {
        if (fraction < 0.02 || elapsed < 2)
        {
            return "estimating";
        }

        var left = elapsed * (1 - fraction) / fraction;
        return $"{Span(left * 0.85)}-{Span(left * 1.3)} left";
    }

    static string Span(double seconds) => seconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60}m{(int)seconds % 60:00}s");

    static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB");
}
