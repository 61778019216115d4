using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tessera.Training.Data;
using static TorchSharp.torch;

namespace Tessera.Training.Evaluation;

/// <summary>What is measured of a set of pictures.</summary>
/// <param name="Pictures">How many there are.</param>
/// <param name="Colours">By group of tags, over the first pictures that have one of them.</param>
/// <param name="Spectrum">Power of luminance by ring of <see cref="RadialSpectrum"/>, over all pictures.</param>
/// <param name="Tags">What the classifier makes of them.</param>
sealed record PictureMeasures(int Pictures, ImmutableArray<ColourHistogram> Colours, double[] Spectrum, TagScore Tags)
{
    /// <summary>Measures a set.</summary>
    /// <param name="pictures">Of edges of at least 64 pixels.</param>
    /// <param name="ofGroup">Pictures of each group whose colours are counted.</param>
    /// <param name="classifier">Sees the pictures at half their size.</param>
    public static PictureMeasures Of(PictureSet pictures, int ofGroup, TagClassifier classifier)
    {
        var edge = pictures.Edge;
        ImmutableArray<ColourHistogram> colours = [.. TagGroup.All.Select(_ => new ColourHistogram())];
        using var spectrum = new PowerSpectrum(edge);
        var score = new TagScore();
        for (var first = 0; first < pictures.Count; first += PictureSet.Batch)
        {
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            var records = pictures.Read(first, PictureSet.Batch);
            spectrum.Add(PictureRecords.ToTensor(records, edge));
            byte[][] small = [.. records.Select(record => PictureRecords.Halve(record, edge))];
            var scores = classifier.Forward(PictureRecords.ToTensor(small, edge / 2)); // -> [B,tags]
            var values = MemoryMarshal.Cast<byte, float>(scores.bytes);
            for (var i = 0; i < records.Length; i++)
            {
                var weights = SceneHeader.Tags(records[i]);
                score.Add(weights, values.Slice(i * weights.Length, weights.Length));
                for (var group = 0; group < colours.Length; group++)
                {
                    if (TagGroup.All[group].IsIn(weights) && colours[group].Pictures < ofGroup)
                    {
                        colours[group].Add(PictureRecords.Rgb(records[i]));
                    }
                }
            }
        }

        return new PictureMeasures(pictures.Count, colours, spectrum.Rings(), score);
    }
}
