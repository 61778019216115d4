using System.Collections.Immutable;
using Tessera.Training.Terrain;
using static TorchSharp.torch;

namespace Tessera.Training.Evaluation;

/// <summary>Pictures of data with the samples of the same tags below them, row by row.</summary>
static class ContactSheet
{
    /// <summary>Name of the sheet.</summary>
    public const string Name = "contact-sheet";

    /// <summary>Pictures of a row.</summary>
    public const int Columns = 8;

    /// <summary>A row of data, and one of samples below it.</summary>
    /// <param name="Group">The group of tags that it shows.</param>
    /// <param name="Cells">Name of the tag, and number of the scene that has it, for each column.</param>
    public sealed record Row(string Group, ImmutableArray<(string Tag, int Scene)> Cells);

    /// <summary>Chooses scenes: each tag of a group in turn, until its last row is full. A group without any scene has no row.</summary>
    /// <param name="weights">Tag weights of each scene.</param>
    public static ImmutableArray<Row> Arrange(IReadOnlyList<float[]> weights)
    {
        var rows = ImmutableArray.CreateBuilder<Row>();
        foreach (var group in TagGroup.All)
        {
            (string Tag, int Scene)[] cells =
            [
                .. weights.Select((scene, index) => (Label: group.Label(scene), Scene: index)).Where(cell => cell.Label >= 0)
                    .GroupBy(cell => cell.Label).SelectMany(tag => tag.Select((cell, round) => (cell.Label, cell.Scene, Round: round)))
                    .OrderBy(cell => cell.Round).ThenBy(cell => cell.Label)
                    .Select(cell => (Landscape.Tags[group.First + cell.Label].Name, cell.Scene)),
            ];
            var count = cells.Length == 0 ? 0 : (group.Count + Columns - 1) / Columns;
            for (var row = 0; row < count; row++)
            {
                rows.Add(new Row(group.Name, [.. Enumerable.Range(row * Columns, Columns).Select(cell => cells[cell % cells.Length])]));
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>Writes the sheet, each picture at half its size.</summary>
    public static void Write(SampleWriter writer, ImmutableArray<Row> rows, PictureSet data, PictureSet samples)
    {
        using var scope = NewDisposeScope();
        byte[][] pictures =
        [
            .. rows.SelectMany(row => new[] { data, samples }
                .SelectMany(set => row.Cells.Select(cell => PictureRecords.Halve(set.Read(cell.Scene), set.Edge)))),
        ];
        writer.Write(Name, PictureRecords.ToTensor(pictures, data.Edge / 2), Columns);
    }
}
