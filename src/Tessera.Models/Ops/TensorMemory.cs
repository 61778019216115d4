using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>Addresses of host tensors, for kernels. An address is good as long as its tensor.</summary>
static unsafe class TensorMemory
{
    /// <summary>The first value of a contiguous float32 tensor on the CPU.</summary>
    public static float* Pointer(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
