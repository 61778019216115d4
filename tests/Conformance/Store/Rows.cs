using Tessera.Tiling.Machines;

namespace Conformance.Store;

/// <summary>Rows as leaders write them.</summary>
static class Rows
{
    public static readonly Member Ann = new("ann", 7);
    public static readonly Member Bob = new("bob", 1);

    public static readonly JobProgress Progress = new(JobPhase.Denoising, 1, 3, 4, 8, 2, 9, 100_000_000_000, 200_000_000_000);

    /// <summary>What a leader would write on top of a row to give its tiles to others.</summary>
    public static JobRow Reassigned(this JobRow row, long term) => row with
    {
        Term = term,
        Epoch = row.Epoch.Next,
        Revision = row.Revision + 1,
        Workers = [new(Ann, 1.5, "10.0.0.1:4000"), new(Bob, 0.25)],
        Attempts = [new(new(3), 2, row.Epoch, Bob, Died: true, "the node died: 火 \"quoted\" 'too'\0")],
    };

    /// <summary>What a leader would write on top of a row when a cut is complete.</summary>
    public static JobRow WithCut(this JobRow row, int step, int tiles = 5) => row with
    {
        Revision = row.Revision + 1,
        Cuts = [.. row.Cuts.TakeLast(MachineLimits.CutsKept - 1), new(new(row.Epoch, step), [.. Enumerable.Range(0, tiles).Select(tile => new Digest(ulong.MaxValue - (ulong)tile))])],
    };

    /// <summary>What a leader would write on top of a row when the job has ended.</summary>
    public static JobRow Ended(this JobRow row, long term, JobOutcome outcome = JobOutcome.Done, string? reason = null) =>
        row with { Term = term, Revision = row.Revision + 1, Outcome = outcome, Reason = reason };

    /// <summary>Two rows are the same when all their parts are: immutable arrays compare by identity.</summary>
    public static void ShouldBeRow(this JobRow row, JobRow expected)
    {
        row.Workers.ShouldBe(expected.Workers);
        row.Cuts.Select(cut => cut.Name).ShouldBe(expected.Cuts.Select(cut => cut.Name));
        row.Cuts.Select(cut => cut.Digests).Zip(expected.Cuts, (digests, cut) => digests.SequenceEqual(cut.Digests)).ShouldAllBe(same => same);
        row.Attempts.ShouldBe(expected.Attempts);
        (row with { Workers = [], Cuts = [], Attempts = [] }).ShouldBe(expected with { Workers = [], Cuts = [], Attempts = [] });
    }
}
