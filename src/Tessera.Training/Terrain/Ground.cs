using System.Runtime.InteropServices;

namespace Tessera.Training.Terrain;

/// <summary>The shape of the ground at 16 positions. Heights and depths in metres; sea level is 0.</summary>
[StructLayout(LayoutKind.Auto)]
struct Ground
{
    public VF Height;   // solid ground, also under water
    public VF Depth;    // of standing water; negative on land
    public VF River;    // share of the pixel under running water
    public VF Shelter;  // 0 on crests to 1 in valleys and furrows
}
