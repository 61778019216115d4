using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Loads the native library, after the settings that must be in place before libtorch and its BLAS start.</summary>
static partial class NativeLibraryLoader
{
    /// <summary>Freed memory the heap may keep at its top, so that a training step finds its activations' memory again.</summary>
    const long HeapKeepBytes = 1L << 30;

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The resolver must be in place before the first call, whichever type makes it.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != NativeMethods.Library)
        {
            return 0;
        }

        // Environment.SetEnvironmentVariable would not reach C's environment. A value that is there already stands.
        // OpenBLAS falls back to a slow kernel on processors newer than itself; an empty core type makes it look at the
        // instruction set instead.
        _ = SetEnvironment("OPENBLAS_CORETYPE", "", overwrite: 0);

        // Between two parallel regions OpenMP's threads spin for milliseconds by default, which on a busy machine takes the
        // processor from the thread they wait for: products and convolutions ran 1.5 and 3 times as fast with this limit.
        _ = SetEnvironment("GOMP_SPINCOUNT", "10000", overwrite: 0);
        var path = Path.Combine(AppContext.BaseDirectory, $"lib{name}.so");
        var library = File.Exists(path) ? NativeLibrary.Load(path) : NativeLibrary.Load(name, assembly, searchPath);
        unsafe
        {
            ((delegate* unmanaged<long, void>)NativeLibrary.GetExport(library, "tt_initialize"))(HeapKeepBytes);
        }

        return library;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
