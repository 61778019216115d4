using System.Reflection;
using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>The C ABI of <c>native/include/tessera_kernels.h</c>.</summary>
static unsafe partial class NativeMethods
{
    const string Library = "tessera_kernels";

    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Resolve);

    [LibraryImport(Library, EntryPoint = "tk_last_error")]
    internal static partial nint LastError();

    [LibraryImport(Library, EntryPoint = "tk_instruction_set")]
    internal static partial nint InstructionSet();

    [LibraryImport(Library, EntryPoint = "tk_use_instruction_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UseInstructionSet(string? name);

    [LibraryImport(Library, EntryPoint = "tk_attention_forward")]
    internal static partial int AttentionForward(NativeCalls.Attention* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_attention_backward")]
    internal static partial int AttentionBackward(NativeCalls.AttentionGrad* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_layer_norm_forward")]
    internal static partial int LayerNormForward(NativeCalls.LayerNorm* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_layer_norm_backward")]
    internal static partial int LayerNormBackward(NativeCalls.LayerNormGrad* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_rms_norm_forward")]
    internal static partial int RmsNormForward(NativeCalls.RmsNorm* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_rms_norm_backward")]
    internal static partial int RmsNormBackward(NativeCalls.RmsNormGrad* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_qk_norm_rope_forward")]
    internal static partial int QkNormRopeForward(NativeCalls.QkNormRope* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_qk_norm_rope_backward")]
    internal static partial int QkNormRopeBackward(NativeCalls.QkNormRopeGrad* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_activation_forward")]
    internal static partial int ActivationForward(int activation, float* x, float* y, long count, int threads);

    [LibraryImport(Library, EntryPoint = "tk_activation_backward")]
    internal static partial int ActivationBackward(int activation, float* x, float* gradY, float* dx, long count, int threads);

    [LibraryImport(Library, EntryPoint = "tk_weights_pack")]
    internal static partial int WeightsPack(float* weights, long outputs, long inputs, nint* packed);

    [LibraryImport(Library, EntryPoint = "tk_weights_free")]
    internal static partial void WeightsFree(nint packed);

    [LibraryImport(Library, EntryPoint = "tk_linear_forward")]
    internal static partial int LinearForward(NativeCalls.Linear* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_linear_weight_grad")]
    internal static partial int LinearWeightGrad(NativeCalls.LinearGrad* call, int threads);

    [LibraryImport(Library, EntryPoint = "tk_net_create")]
    internal static partial int NetCreate(NativeCalls.NetInput* inputs, int inputCount, NativeCalls.Conv* convs, int convCount, nint* net);

    [LibraryImport(Library, EntryPoint = "tk_net_free")]
    internal static partial void NetFree(nint net);

    [LibraryImport(Library, EntryPoint = "tk_net_picture")]
    internal static partial void NetPicture(nint net, long* channels, long* scale);

    [LibraryImport(Library, EntryPoint = "tk_stream_create")]
    internal static partial int StreamCreate(nint net, long rows, long columns, long band, nint* stream);

    [LibraryImport(Library, EntryPoint = "tk_stream_free")]
    internal static partial void StreamFree(nint stream);

    [LibraryImport(Library, EntryPoint = "tk_stream_max_rows")]
    internal static partial long StreamMaxRows(nint stream);

    [LibraryImport(Library, EntryPoint = "tk_stream_push")]
    internal static partial int StreamPush(
        nint stream, NativeCalls.Plane* inputs, NativeCalls.Picture* picture, int threads, long* first, long* count);

    /// <summary>Turns a status into the exception it stands for.</summary>
    internal static void Check(int status)
    {
        if (status == 0)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8(LastError()) ?? "unknown error";
        throw status switch
        {
            1 => new ArgumentException(message, paramName: null),
            2 => new OutOfMemoryException(message),
            _ => new KernelException(message),
        };
    }

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
        {
            return 0;
        }

        var path = Path.Combine(AppContext.BaseDirectory, $"lib{Library}.so");
        if (!File.Exists(path))
        {
            throw new DllNotFoundException($"{path} is missing: build Tessera.Kernels, which compiles it.");
        }

        return NativeLibrary.Load(path);
    }
}
