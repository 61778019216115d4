using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tessera.Models.Checkpoints;
using Tessera.Training.Diffusion;

namespace Tessera.Training.Evaluation;

/// <summary>Writes what was measured as Markdown.</summary>
/// <param name="config">The checkpoint's configuration.</param>
/// <param name="weights">Stands for its parameters.</param>
/// <param name="options">The training's, with those of the evaluation.</param>
/// <param name="edge">Edge of the pictures in pixels.</param>
/// <param name="reference">Data to compare everything with.</param>
/// <param name="data">Other data.</param>
/// <param name="decoded">The same, encoded and decoded.</param>
/// <param name="samples">Samples of the same tags.</param>
sealed class EvaluationReport(
    CheckpointConfig config,
    string weights,
    TrainingOptions options,
    int edge,
    PictureMeasures reference,
    PictureMeasures data,
    PictureMeasures decoded,
    PictureMeasures samples)
{
    readonly StringBuilder _text = new();

    /// <summary>The report.</summary>
    /// <param name="sheet">What the contact sheet shows.</param>
    public string Write(ImmutableArray<ContactSheet.Row> sheet)
    {
        _text.Clear();
        var (colours, spectrum, tags) = (Bars.Colours(reference, data, samples), Bars.Spectrum(data, samples), Bars.Tags(data, samples));
        Bar[] bars = [.. colours, .. spectrum, .. tags];
        Line($"## Evaluation: {bars.Count(bar => bar.Passed)} of {bars.Length} bars passed");
        Plain();
        WriteMethod();
        WriteColours(colours);
        WriteSpectrum(spectrum);
        WriteTags(tags);
        WriteSheet(sheet);
        return _text.ToString();
    }

    void WriteMethod()
    {
        var (evaluation, sampling) = (options.Evaluation, config.Sampling);
        Line($"    tessera train --run RUN --stage Evaluate --evaluation-pictures {evaluation.Pictures}");
        Plain();
        Line($"Pictures of {edge}x{edge} at {EvaluationPictures.MetresPerPixel(config, edge)} m per pixel, drawn in {PictureSampler.Octaves(config, edge) + 1} stages: {data.Pictures} samples of the averaged parameters (`{weights}`),");
        Line($"{sampling.BaseSteps} steps of {SamplingConfig.DefaultSolver}'s method, shift {sampling.BaseShift}, guidance {sampling.Guidance}, then {sampling.FinerSteps} steps a stage with guidance {sampling.FinerGuidance}, noise seed {evaluation.Seed}, of the tags of {data.Pictures} scenes of data (scene seed {options.Seed + 2}).");
        Line($"Reference: {reference.Pictures} other scenes (scene seed {options.Seed + 1}). The training saw neither (scene seed {options.Seed}).");
        Plain("A scene counts for every group of tags that it has a tag of. 'Decoded' is the data through the autoencoder: what its decoder loses.");
        Plain();
    }

    void WriteColours(ImmutableArray<Bar> bars)
    {
        Plain("### Colours");
        Plain();
        Plain("Intersection of RGB histograms of 8x8x8 with the reference's; samples over data.");
        Plain();
        Plain("| group | pictures | data | decoded | samples | samples / data | bar | |");
        Plain("|---|--:|--:|--:|--:|--:|--:|---|");
        for (var i = 0; i < bars.Length; i++)
        {
            double Shared(PictureMeasures measures) => measures.Colours[i].Intersection(reference.Colours[i]);
            Line($"| {bars[i].What} | {samples.Colours[i].Pictures} | {Shared(data):0.000} | {Shared(decoded):0.000} | {Shared(samples):0.000} | {bars[i].Measured:0.000} | >= {bars[i].Limit} | {Verdict(bars[i])} |");
        }

        Plain();
    }

    void WriteSpectrum(ImmutableArray<Bar> bars)
    {
        Plain("### Power spectrum");
        Plain();
        Line($"Mean power of luminance over {samples.Pictures} pictures, by distance from frequency 0 in rings 1/64 cycle per pixel wide; decibels against the data.");
        Plain();
        Plain("| largest difference | dB | bar | |");
        Plain("|---|--:|--:|---|");
        foreach (var bar in bars)
        {
            Line($"| {bar.What} | {bar.Measured:0.00} | <= {bar.Limit} | {Verdict(bar)} |");
        }

        Plain();
        Plain("| ring up to, cycles per pixel | reference | decoded | samples | bar |");
        Plain("|--:|--:|--:|--:|--:|");
        var (other, lossy, drawn) = (Decibels(reference), Decibels(decoded), Decibels(samples));
        for (var ring = 0; ring < RadialSpectrum.Rings; ring++)
        {
            var bar = RadialSpectrum.Edge(ring) switch { <= Bars.LowEdge => $"{Bars.LowDecibels}", <= Bars.MiddleEdge => $"{Bars.MiddleDecibels}", _ => "" };
            Line($"| {ring + 1}/64 | {other[ring]:+0.00;-0.00} | {lossy[ring]:+0.00;-0.00} | {drawn[ring]:+0.00;-0.00} | {bar} |");
        }

        Plain();
    }

    double[] Decibels(PictureMeasures measures) => RadialSpectrum.Decibels(measures.Spectrum, data.Spectrum);

    void WriteTags(ImmutableArray<Bar> bars)
    {
        var evaluation = options.Evaluation;
        Plain("### Tags");
        Plain();
        Line($"A classifier of five convolutions, trained on data alone ({evaluation.ClassifierPictures} pictures a group, scene seed {options.Seed + 3}, {evaluation.ClassifierSteps} steps, seed {evaluation.Seed}),");
        Plain("names the tag of each picture that has exactly one of the group at a weight of 0.5 or more. 'Above chance' is the same ratio with guessing taken off both.");
        Plain();
        Plain("| group | pictures | chance | data | decoded | samples | samples / data | above chance | bar | |");
        Plain("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        for (var i = 0; i < bars.Length; i++)
        {
            var all = i == TagGroup.All.Length;
            double Accuracy(PictureMeasures measures) => all ? measures.Tags.Overall : measures.Tags.Accuracy(i);
            var chance = all ? data.Tags.OverallChance : TagScore.Chance(i);
            var pictures = all ? data.Tags.AllPictures : data.Tags.Pictures(i);
            var above = (Accuracy(samples) - chance) / (Accuracy(data) - chance);
            Line($"| {bars[i].What} | {pictures} | {chance:0.000} | {Accuracy(data):0.000} | {Accuracy(decoded):0.000} | {Accuracy(samples):0.000} | {bars[i].Measured:0.000} | {above:0.000} | >= {bars[i].Limit} | {Verdict(bars[i])} |");
        }

        Plain();
    }

    void WriteSheet(ImmutableArray<ContactSheet.Row> sheet)
    {
        Plain("### Contact sheet");
        Plain();
        Line($"`{ContactSheet.Name}.png`: pairs of rows, data above, samples of the same tags below, at half size. The tags of the columns:");
        Plain();
        Plain("| rows | group | " + string.Join(" | ", Enumerable.Range(1, ContactSheet.Columns)) + " |");
        Plain("|---|---" + string.Concat(Enumerable.Repeat("|---", ContactSheet.Columns)) + "|");
        for (var i = 0; i < sheet.Length; i++)
        {
            Line($"| {(2 * i) + 1}, {(2 * i) + 2} | {sheet[i].Group} | {string.Join(" | ", sheet[i].Cells.Select(cell => cell.Tag))} |");
        }
    }

    static string Verdict(Bar bar) => bar.Passed ? "pass" : "**fail**";

    void Line(FormattableString text) => Plain(text.ToString(CultureInfo.InvariantCulture));

    void Plain(string text = "") => _text.Append(text).Append('\n');
}
