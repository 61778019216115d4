
namespace Tessera.Engine.Devices;

/// <summary>How a prediction is written when it is exchanged. A tile rounds its own in the same way, so that all who fuse use the same numbers.</summary>
public enum WireFormat
{
    /// <summary>16-bit floats: half the bytes; predictions are of the order of 1, so the error is below 0.001.</summary>
    Float16,

    /// <summary>32-bit floats: nothing is rounded. For comparisons with one device.</summary>
    Float32,
}
