using System.Runtime.InteropServices.Marshalling;

namespace TorchSharp.Interop;

/// <summary>Passes a tensor to the native side for the length of a call, during which the garbage collector must leave it alone.</summary>
[CustomMarshaller(typeof(torch.Tensor), MarshalMode.ManagedToUnmanagedIn, typeof(BorrowedHandle))]
ref struct BorrowedHandle
{
    torch.Tensor? _tensor;

    public void FromManaged(torch.Tensor? managed) => _tensor = managed;

    public readonly nint ToUnmanaged() => _tensor is null ? 0 : _tensor.Handle;

    public readonly void OnInvoked() => GC.KeepAlive(_tensor);

    public readonly void Free()
    {
        // The handle is borrowed.
    }
}
