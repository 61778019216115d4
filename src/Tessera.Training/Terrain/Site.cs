using System.Runtime.InteropServices;

namespace Tessera.Training.Terrain;

/// <summary>What is known of 16 pixels while they are painted.</summary>
[StructLayout(LayoutKind.Auto)]
struct Site
{
    public VI X, Y;            // 1/16 m
    public VF Height;          // m above the sea
    public VF SlopeX, SlopeY;  // rise per metre to the east, to the south
    public VF Slope;           // steepness, rise per metre
    public VF Shelter;         // 0 on crests to 1 in valleys
    public VF Water;           // share of the pixel under water, 0..1
    public VF Depth;           // of standing water, m; negative on land
    public VF Beach;           // 1 at the level of the sea
    public VF Bump;            // brightness of texture too small for the relief, about 1
    public VF Flat;            // 1 on level ground
    public float Mpp;          // metres per pixel
}
