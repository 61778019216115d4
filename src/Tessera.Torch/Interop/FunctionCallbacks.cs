using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What the native graph node of a custom function calls. `context` is a GC handle of the managed node.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct FunctionCallbacks
{
    internal delegate* unmanaged<nint, nint*, long, nint*, long, int> Backward;
    internal delegate* unmanaged<nint, void> ReleaseVariables;
    internal delegate* unmanaged<nint, void> Destroyed;
}
