using System.Runtime.InteropServices.Marshalling;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array in native memory, on one device, with its place in the autograd graph.
    /// The open dispose scope of the creating thread disposes it; without a scope its owner does.
    /// </summary>
    [NativeMarshalling(typeof(BorrowedHandle))]
    public partial class Tensor : IDisposable
    {
        static long _totalCount;
        static long _peakCount;
        nint _handle;

        /// <summary>Takes over a native reference and gives the tensor to the open dispose scope.</summary>
        internal Tensor(nint handle, bool register = true)
        {
            _handle = handle;
            var total = Interlocked.Increment(ref _totalCount);
            if (total > Volatile.Read(ref _peakCount))
            {
                Volatile.Write(ref _peakCount, total);
            }

            if (register)
            {
                OwningDisposeScope = DisposeScopeManager.OfThread.Register(this);
            }
        }

#pragma warning disable MA0055 // a tensor that no scope and no owner disposed must still give its memory back
        /// <summary>Gives the native reference back if nobody did.</summary>
        ~Tensor() => Dispose(disposing: false);
#pragma warning restore MA0055

        /// <summary>Tensors that are alive in this process, over all threads.</summary>
        public static long TotalCount => Volatile.Read(ref _totalCount);

        /// <summary>The most tensors that were alive at one time.</summary>
        public static long PeakCount => Volatile.Read(ref _peakCount);

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>The native reference, which stays the tensor's own.</summary>
        /// <exception cref="InvalidOperationException">The tensor was disposed.</exception>
        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("the tensor was disposed, or there never was one");

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>A second, independent reference to the same native tensor.</summary>
        public Tensor alias() => new(NativeMethods.Alias(this));

        /// <summary>Moves the tensor to the scope around its own, or out of all scopes where there is none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            _ = OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of all scopes; it lives until it is disposed.</summary>
        public Tensor DetachFromDisposeScope()
        {
            _ = OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Gives the native reference back. The memory goes when its last reference does.</summary>
        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        /// <summary>The shape, element type and device.</summary>
        public override string ToString() =>
            IsInvalid ? "[disposed]" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        /// <summary>Reference equality.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        /// <inheritdoc/>
        public override int GetHashCode() => base.GetHashCode();

        /// <inheritdoc cref="Dispose()"/>
        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
            {
                return;
            }

            if (disposing)
            {
                DisposeScopeManager.OfThread.CountDisposal(this);
                OwningDisposeScope?.MarkAsDisposed(this);
            }

            _ = Interlocked.Decrement(ref _totalCount);
            NativeMethods.Dispose(handle);
        }

        /// <summary>Gives the native reference away, with its place in the dispose scope, and leaves the tensor disposed.</summary>
        internal nint MoveHandle()
        {
            var handle = Handle;
            _handle = 0;
            _ = Interlocked.Decrement(ref _totalCount);
            GC.SuppressFinalize(this);
            return handle;
        }
    }
}
