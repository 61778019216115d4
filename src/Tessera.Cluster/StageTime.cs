using System.Runtime.InteropServices;

namespace Tessera.Cluster;

/// <summary>How long a stage took.</summary>
/// <param name="Denoise">From its assignment to its last core.</param>
/// <param name="Stitch">Its decoding.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StageTime(TimeSpan Denoise, TimeSpan Stitch);
