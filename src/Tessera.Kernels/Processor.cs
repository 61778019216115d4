using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>The instruction set the kernels use. Results of two instruction sets differ in rounding.</summary>
public static class Processor
{
    /// <summary>What calls of this thread use: <c>portable</c>, <c>avx2</c> or <c>avx512</c>.</summary>
    public static string InstructionSet => Marshal.PtrToStringUTF8(NativeMethods.InstructionSet())!;

    /// <summary>Makes calls of this thread use another instruction set than the best one the processor has.</summary>
    /// <param name="name"><c>portable</c>, <c>avx2</c> or <c>avx512</c>; null returns to the best one.</param>
    /// <exception cref="ArgumentException">The processor, or this build, does not have it.</exception>
    public static void UseInstructionSet(string? name) => NativeMethods.Check(NativeMethods.UseInstructionSet(name));
}
