using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Tessera.Cli.Generation;
using Tessera.Media;
using Tessera.Media.Png;
using Tessera.Tiling;

namespace Tessera.Cli.Commands;

/// <summary>`tessera seams FILE --grid CxR`: whether tiles can be told from a picture.</summary>
static class SeamsCommand
{
    const int PixelsPerToken = 32;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A PNG file." };
        var grid = new Option<string>("--grid") { Description = "COLUMNSxROWS of tiles.", Required = true };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("seams", "Measure the seams of a picture.") { file, grid, json };
        command.SetAction((result, cancel) =>
        {
            var report = Measure(result.GetRequiredValue(file), GridSize.Parse(result.GetRequiredValue(grid)), cancel);
            Console.Out.WriteLine(result.GetValue(json) ? JsonSerializer.Serialize(report, PictureJson.Default.SeamReport) : Describe(report));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    static SeamReport Measure(string path, GridSize grid, CancellationToken cancel)
    {
        try
        {
            using var reader = PngReader.Open(path);
            var meter = new SeamMeter(SeamLines.Of(new PictureSize(reader.Width, reader.Height), grid, PixelsPerToken));
            var row = new byte[reader.Width * 3];
            for (var y = 0; y < reader.Height; y++)
            {
                cancel.ThrowIfCancellationRequested();
                reader.ReadRows(row);
                meter.Push(row);
            }

            return meter.Finish();
        }
        catch (Exception e) when (e is InvalidImageException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}", e);
        }
    }

    static string Describe(SeamReport report)
    {
        var lines = report.Seams.Select(seam => string.Create(
            CultureInfo.InvariantCulture,
            $"{seam.Direction,-10} {seam.Position,6}  z {seam.Z,7:0.00}  SGR {seam.GradientRatio:0.000}  TS {seam.TilingScore:0.0000}  dC {seam.ColorStep:0.00}"));
        var verdict = report.Seamless switch
        {
            true => string.Create(CultureInfo.InvariantCulture, $"seamless: max |z| {report.MaximumAbsoluteZ:0.00}, grid {report.GridZ:0.00}, allowed {SeamReport.AllowedZ}"),
            false => string.Create(CultureInfo.InvariantCulture, $"seams: max |z| {report.MaximumAbsoluteZ:0.00}, grid {report.GridZ:0.00}, allowed {SeamReport.AllowedZ}"),
            null => "too few lines to compare seams with",
        };
        return string.Join('\n', lines.Append(verdict));
    }
}
