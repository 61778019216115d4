using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Opens a dispose scope on this thread; end it with <c>using</c>.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.Open();

    /// <summary>The innermost open dispose scope of this thread.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThread.Current;

    /// <summary>Threads one operation may use.</summary>
    public static int get_num_threads() => NativeMethods.NumThreads();

    /// <summary>Sets how many threads one operation may use.</summary>
    public static void set_num_threads(int num) => _ = NativeMethods.Check(NativeMethods.SetNumThreads(num));
}
