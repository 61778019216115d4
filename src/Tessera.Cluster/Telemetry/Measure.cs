namespace Tessera.Cluster;

/// <summary>Something that takes a while, measured wherever it is done and noted by whoever asked for it.</summary>
/// <param name="Log">Where it will be noted.</param>
/// <param name="Entry">What it is.</param>
readonly record struct Measure(TimelineLog Log, TimelineEntry Entry)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Duration => TimeSpan.FromMicroseconds(Entry.Duration);

    /// <summary>It begins now, and not when it was asked for.</summary>
    public Measure Begin() => this with { Entry = Entry with { Begin = Log.Now } };

    /// <summary>It is done.</summary>
    public Measure End() => this with { Entry = Entry with { Duration = Log.Now - Entry.Begin } };
}
