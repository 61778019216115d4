namespace Tessera.Models.Safetensors;

/// <summary>What is accepted from outside. Public checkpoints stay far below all of these.</summary>
static class SafetensorsLimits
{
    /// <summary>Bytes of the length field at the start of a file.</summary>
    public const int Prefix = 8;

    /// <summary>Bytes of a header; the limit of the reference implementation.</summary>
    public const long Header = 100_000_000;

    /// <summary>Bytes of an index.</summary>
    public const long Index = 100_000_000;

    /// <summary>Tensors in one file; keeps what a header makes us allocate to tens of megabytes.</summary>
    public const int Tensors = 100_000;

    /// <summary>Dimensions of a tensor.</summary>
    public const int Rank = 16;

    /// <summary>Bytes of a tensor's name.</summary>
    public const int Name = 1_024;

    /// <summary>Files of a sharded checkpoint.</summary>
    public const int Shards = 1_000;

    /// <summary>The one key of a header that is not a tensor.</summary>
    public const string MetadataKey = "__metadata__";
}
