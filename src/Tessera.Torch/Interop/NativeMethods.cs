using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The C functions of the native library. A handle is an owned reference to a native tensor; zero is "no tensor".</summary>
static unsafe partial class NativeMethods
{
    internal const string Library = "tessera_torch";

    [LibraryImport(Library, EntryPoint = "tt_error")]
    private static partial byte* Error();

    [LibraryImport(Library, EntryPoint = "tt_operator", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint FindOperator(string name, string overload);

    [LibraryImport(Library, EntryPoint = "tt_call")]
    internal static partial long Call(nint op, NativeArgument* arguments, long count, NativeResult** results);

    [LibraryImport(Library, EntryPoint = "tt_dispose")]
    internal static partial void Dispose(nint tensor);

    [LibraryImport(Library, EntryPoint = "tt_alias")]
    internal static partial nint Alias(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_alias")]
    internal static partial nint AliasHandle(nint tensor);

    [LibraryImport(Library, EntryPoint = "tt_dim")]
    internal static partial long Dim(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_shape")]
    internal static partial void Shape(torch.Tensor tensor, long* sizes, long* strides);

    [LibraryImport(Library, EntryPoint = "tt_numel")]
    internal static partial long NumberOfElements(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_is_contiguous")]
    internal static partial long IsContiguous(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_dtype")]
    internal static partial int ScalarType(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_device")]
    internal static partial long Device(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_data")]
    internal static partial void* Data(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_requires_grad")]
    internal static partial long RequiresGrad(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_set_requires_grad")]
    internal static partial long SetRequiresGrad(torch.Tensor tensor, long value);

    [LibraryImport(Library, EntryPoint = "tt_is_leaf")]
    internal static partial long IsLeaf(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_grad")]
    internal static partial nint Gradient(torch.Tensor tensor);

    [LibraryImport(Library, EntryPoint = "tt_set_grad")]
    internal static partial long SetGradient(torch.Tensor tensor, torch.Tensor? gradient);

    [LibraryImport(Library, EntryPoint = "tt_backward")]
    internal static partial long Backward(torch.Tensor root, torch.Tensor? gradient, long retainGraph, long createGraph);

    [LibraryImport(Library, EntryPoint = "tt_grad_enabled")]
    internal static partial long GradEnabled();

    [LibraryImport(Library, EntryPoint = "tt_set_grad_enabled")]
    internal static partial void SetGradEnabled(long enabled);

    [LibraryImport(Library, EntryPoint = "tt_num_threads")]
    internal static partial int NumThreads();

    [LibraryImport(Library, EntryPoint = "tt_set_num_threads")]
    internal static partial long SetNumThreads(int count);

    [LibraryImport(Library, EntryPoint = "tt_manual_seed")]
    internal static partial long ManualSeed(long seed);

    [LibraryImport(Library, EntryPoint = "tt_cuda_device_count")]
    internal static partial int CudaDeviceCount();

    [LibraryImport(Library, EntryPoint = "tt_cuda_synchronize")]
    internal static partial long CudaSynchronize(long device);

    [LibraryImport(Library, EntryPoint = "tt_set_callbacks")]
    internal static partial void SetCallbacks(FunctionCallbacks* callbacks);

    [LibraryImport(Library, EntryPoint = "tt_fail", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void Fail(string message);

    [LibraryImport(Library, EntryPoint = "tt_attach", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long Attach(string name, nint context, nint* inputs, long inputCount, nint* outputs, byte* differentiable, long outputCount);

    /// <summary>Turns a negative status into an exception that carries libtorch's message.</summary>
    internal static long Check(long status) => status < 0 ? throw LastError() : status;

    /// <summary>The last error of this thread, of the type TorchSharp throws.</summary>
    internal static ExternalException LastError() => new(Marshal.PtrToStringUTF8((nint)Error()));
}
