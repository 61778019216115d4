using System.Collections.Immutable;

namespace Tessera.Training.Evaluation;

/// <summary>What is asked of a checkpoint's pictures beside data.</summary>
static class Bars
{
    /// <summary>Least share of colours that samples have in common with data, over what other data have in common with it.</summary>
    public const double Colour = 0.85;

    /// <summary>Most decibels between samples and data at low frequencies.</summary>
    public const double LowDecibels = 3;

    /// <summary>Where low frequencies end, in cycles per pixel.</summary>
    public const double LowEdge = 1.0 / 8;

    /// <summary>Most decibels between samples and data at middle frequencies.</summary>
    public const double MiddleDecibels = 6;

    /// <summary>Where middle frequencies end, in cycles per pixel.</summary>
    public const double MiddleEdge = 1.0 / 4;

    /// <summary>Least accuracy of the classifier on samples, over that on data.</summary>
    public const double Accuracy = 0.75;

    /// <summary>A bar for each group.</summary>
    /// <param name="reference">Data that neither of the others has seen.</param>
    /// <param name="data">Other data.</param>
    /// <param name="pictures">Pictures of the same scenes as the data.</param>
    public static ImmutableArray<Bar> Colours(PictureMeasures reference, PictureMeasures data, PictureMeasures pictures) =>
    [
        .. TagGroup.All.Select((group, i) => new Bar(
            group.Name, pictures.Colours[i].Intersection(reference.Colours[i]) / data.Colours[i].Intersection(reference.Colours[i]), Colour)),
    ];

    /// <summary>A bar for low and one for middle frequencies.</summary>
    public static ImmutableArray<Bar> Spectrum(PictureMeasures data, PictureMeasures pictures)
    {
        var decibels = RadialSpectrum.Decibels(pictures.Spectrum, data.Spectrum);
        return
        [
            new Bar("up to 1/8 cycle per pixel", RadialSpectrum.Largest(decibels, 0, LowEdge), LowDecibels, AtMost: true),
            new Bar("from 1/8 to 1/4 cycle per pixel", RadialSpectrum.Largest(decibels, LowEdge, MiddleEdge), MiddleDecibels, AtMost: true),
        ];
    }

    /// <summary>A bar for each group, and last one for all.</summary>
    public static ImmutableArray<Bar> Tags(PictureMeasures data, PictureMeasures pictures) =>
    [
        .. TagGroup.All.Select((group, i) => new Bar(group.Name, pictures.Tags.Accuracy(i) / data.Tags.Accuracy(i), Accuracy)),
        new Bar("all", pictures.Tags.Overall / data.Tags.Overall, Accuracy),
    ];
}
