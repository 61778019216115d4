namespace Tessera.Cluster;

/// <summary>What a frame is.</summary>
enum FrameKind
{
    /// <summary>Who speaks, and to whom; first from both sides.</summary>
    Hello = 1,

    /// <summary>How many predictions of an epoch have arrived, and how many may be sent; also tells that its sender lives.</summary>
    Grant = 2,

    /// <summary>A prediction.</summary>
    Block = 3,

    /// <summary>Why its sender closes the connection.</summary>
    Refuse = 4,
}
