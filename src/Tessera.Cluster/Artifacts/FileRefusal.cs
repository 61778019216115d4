namespace Tessera.Cluster;

/// <summary>Why a file with a tile's state or core was refused.</summary>
enum FileRefusal
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is shorter or longer than any such file.</summary>
    Size,

    /// <summary>It does not begin as what should be there: it is another one, cut off, or damaged.</summary>
    Header,

    /// <summary>Its bytes do not have the digest.</summary>
    Digest,
}
