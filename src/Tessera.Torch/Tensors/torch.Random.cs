using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the random numbers of every device.</summary>
    public static Generator manual_seed(long seed)
    {
        _ = NativeMethods.Check(NativeMethods.ManualSeed(seed));
        return Generator.Default;
    }

    /// <summary>libtorch's random numbers. There is one per device; all calls draw from it.</summary>
    public class Generator
    {
        Generator()
        {
        }

        internal static Generator Default { get; } = new();

        /// <summary>Seeds the random numbers of every device.</summary>
        public Generator manual_seed(long seed) => torch.manual_seed(seed);
    }
}
