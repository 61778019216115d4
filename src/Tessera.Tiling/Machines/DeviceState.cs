namespace Tessera.Tiling.Machines;

/// <summary>Whether a node may call its device.</summary>
enum DeviceState
{
    Free,
    Busy,

    /// <summary>Busy with a call whose answer nobody wants any more.</summary>
    Abandoned,
}
