using System.Runtime.InteropServices;

namespace Tessera.Training.Terrain;

/// <summary>How much of each season there is, 0..1.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct Seasons(float Spring, float Autumn, float Winter, float Snow, float Drought);
