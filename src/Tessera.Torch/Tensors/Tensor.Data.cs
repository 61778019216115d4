using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

#pragma warning disable MA0015 // an argument error about the tensor itself, as TorchSharp throws, has no parameter to name
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The number of axes.</summary>
        public long Dimensions => NativeMethods.Dim(this);

        /// <summary>The number of axes.</summary>
        public long ndim => Dimensions;

        /// <summary>The number of elements.</summary>
        public long NumberOfElements => NativeMethods.NumberOfElements(this);

        /// <summary>Bytes an element takes.</summary>
        public long ElementSize => SizeOf(dtype);

        /// <summary>The type of the elements.</summary>
        public ScalarType dtype => (ScalarType)NativeMethods.ScalarType(this);

        /// <summary>The kind of device the elements are on.</summary>
        public DeviceType device_type => (DeviceType)(NativeMethods.Device(this) >> 32);

        /// <summary>The device the elements are on.</summary>
        public Device device
        {
            get
            {
                var packed = NativeMethods.Device(this);
                return new Device((DeviceType)(packed >> 32), (int)packed);
            }
        }

        /// <summary>Whether the elements are on a CUDA device.</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>The size of each axis.</summary>
        public long[] shape => Layout().Sizes;

        /// <summary>The elements as raw bytes in host memory; valid while the tensor is. Setting copies.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous or not on the processor.</exception>
        /// <exception cref="NotSupportedException">It takes more than 2 GiB.</exception>
        /// <exception cref="ArgumentException">The given bytes are of another length.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                {
                    throw new InvalidOperationException("the bytes of a tensor that is not contiguous have no order; call contiguous()");
                }

                if (device_type != DeviceType.CPU)
                {
                    throw new InvalidOperationException("the tensor is not in host memory; call cpu()");
                }

                var length = NumberOfElements * ElementSize;
                return length <= int.MaxValue
                    ? new Span<byte>(NativeMethods.Data(this), (int)length)
                    : throw new NotSupportedException($"a span cannot hold the tensor's {length} bytes; take a part of it");
            }

            set
            {
                var target = bytes;
                if (target.Length != value.Length)
                {
                    throw new ArgumentException($"{value.Length} bytes given for a tensor of {target.Length}", nameof(value));
                }

                value.CopyTo(target);
            }
        }

        /// <summary>The number of axes.</summary>
        public long dim() => Dimensions;

        /// <summary>The number of elements.</summary>
        public long numel() => NumberOfElements;

        /// <summary>The size of each axis.</summary>
        public long[] size() => Layout().Sizes;

        /// <summary>The size of one axis; negative counts from the last.</summary>
        public long size(int dim)
        {
            var sizes = Layout().Sizes;
            return sizes[dim < 0 ? sizes.Length + dim : dim];
        }

        /// <summary>For each axis, how many elements apart its neighbours lie.</summary>
        public long[] stride() => Layout().Strides;

        /// <summary>Whether the elements lie in order and without gaps.</summary>
        public bool is_contiguous() => NativeMethods.IsContiguous(this) != 0;

        /// <summary>Whether the elements are floating-point numbers.</summary>
        public bool is_floating_point() => torch.is_floating_point(dtype);

        /// <summary>Typed access to the elements; of a copy, where the tensor is on another device than the processor.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            var type = dtype;
            return ToScalarType(typeof(T)) == type
                ? new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu())
                : throw new ArgumentException($"the tensor holds {type}, not {typeof(T).Name}");
        }

        /// <summary>The only element.</summary>
        /// <exception cref="ArgumentException">There is not exactly one, or it is of another type.</exception>
        public T item<T>()
            where T : unmanaged =>
            NumberOfElements == 1
                ? data<T>()[0]
                : throw new ArgumentException($"only a tensor of one element has an item; this one has {NumberOfElements}");

        /// <summary>The only element, whatever its type.</summary>
        public Scalar ToScalar() => Ops.Item.InvokeScalar(this);

        unsafe (long[] Sizes, long[] Strides) Layout()
        {
            var rank = Dimensions;
            var sizes = new long[rank];
            var strides = new long[rank];
            fixed (long* size = sizes, stride = strides)
            {
                NativeMethods.Shape(this, size, stride);
            }

            return (sizes, strides);
        }
    }
}
