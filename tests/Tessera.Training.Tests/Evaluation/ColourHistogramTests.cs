using Tessera.Training.Evaluation;

namespace Tessera.Training.Tests.Evaluation;

public class ColourHistogramTests
{
    [Fact]
    public void TheIntersectionIsTheShareOfCommonColours()
    {
        var (a, b) = (new ColourHistogram(), new ColourHistogram());
        a.Add([0, 0, 0, 31, 31, 31, 255, 255, 255, 224, 255, 255]); // two pixels in the first box, two in the last
        b.Add([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 32, 32, 0, 0, 255, 255, 255, 255, 255, 255]); // 3, three others, 2 of 8
        a.Intersection(a).ShouldBe(1);
        a.Intersection(b).ShouldBe(0.375 + 0.25, 1e-12);
        b.Intersection(a).ShouldBe(a.Intersection(b), 1e-12);
        a.Intersection(new ColourHistogram()).ShouldBe(0);
        a.Pictures.ShouldBe(1);
    }

    [Fact]
    public void OtherDataPassTheBarAndShiftedColoursDoNot()
    {
        var data = Pictures.Data(0);
        var other = Pictures.Data(1);
        var again = Pictures.Data(2);
        var dataWithData = Of(other).Intersection(Of(data));
        (Of(again).Intersection(Of(data)) / dataWithData).ShouldBeGreaterThan(Bars.Colour);
        var shifted = again.Select(record => Shifted(record, 40));
        (Of(shifted).Intersection(Of(data)) / dataWithData).ShouldBeLessThan(Bars.Colour);
    }

    static byte[] Shifted(byte[] record, int by)
    {
        var rgb = PictureRecords.Rgb(record).ToArray();
        return Pictures.With(record, i => (byte)Math.Clamp(rgb[i] + (i % 3 == 0 ? by : 0), 0, 255));
    }

    static ColourHistogram Of(IEnumerable<byte[]> records)
    {
        var histogram = new ColourHistogram();
        foreach (var record in records)
        {
            histogram.Add(PictureRecords.Rgb(record));
        }

        return histogram;
    }
}
