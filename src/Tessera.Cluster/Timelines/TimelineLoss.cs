namespace Tessera.Cluster;

/// <summary>Why a record of a timeline was lost.</summary>
enum TimelineLoss
{
    /// <summary>Too many waited to be written.</summary>
    Queue,

    /// <summary>The disk refused.</summary>
    Disk,

    /// <summary>The file has as many bytes as it may.</summary>
    Full,
}
