using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Stops recording for the backward pass on this thread until disposed.</summary>
    public static IDisposable no_grad() => new GradMode(enabled: false);

    /// <summary>Records for the backward pass on this thread until disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Records or stops recording on this thread until disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    sealed class GradMode : IDisposable
    {
        readonly long _before = NativeMethods.GradEnabled();

        internal GradMode(bool enabled) => NativeMethods.SetGradEnabled(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.SetGradEnabled(_before);
    }
}
