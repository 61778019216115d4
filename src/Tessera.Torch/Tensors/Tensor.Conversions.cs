using TorchSharp.Interop;

namespace TorchSharp;

// `copy`: copy even where nothing changes. `disposeAfter`: dispose this tensor once converted.
// `non_blocking`: let a copy between host and device run on. Without a change the result shares this tensor's memory.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements converted to a type.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(Ops.ToDtype.Invoke(this, type, non_blocking, copy), disposeAfter);

        /// <inheritdoc cref="to_type"/>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        /// <summary>The tensor on a device.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(Ops.ToDevice.Invoke(this, default, default, InitializeDevice(device), default, non_blocking, copy), disposeAfter);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        /// <summary>The elements converted to a type, on a device.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(Ops.ToDevice.Invoke(this, type, default, InitializeDevice(device), default, non_blocking, copy), disposeAfter);

        /// <summary>The elements converted to another tensor's type.</summary>
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        /// <summary>The tensor in host memory.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>The tensor on a CUDA device, by default the current one.</summary>
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        /// <summary>As booleans.</summary>
        public Tensor @bool() => to_type(ScalarType.Bool);

        /// <summary>As 32-bit integers.</summary>
        public Tensor @int() => to_type(ScalarType.Int32);

        /// <summary>As 64-bit integers.</summary>
        public Tensor @long() => to_type(ScalarType.Int64);

        /// <summary>In half precision.</summary>
        public Tensor half() => to_type(ScalarType.Float16);

        /// <summary>As bfloat16.</summary>
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        /// <summary>In single precision.</summary>
        public Tensor @float() => to_type(ScalarType.Float32);

        /// <summary>In double precision.</summary>
        public Tensor @double() => to_type(ScalarType.Float64);

        /// <summary>A copy in the autograd graph.</summary>
        public Tensor clone() => Ops.Clone.Invoke(this);

        /// <summary>Overwrites the elements with those of source, converted and broadcast.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            Ops.Copy.Run(this, source, nonBlocking);
            return this;
        }

        /// <summary>Sets every element.</summary>
        public Tensor fill_(Scalar value) => InPlace(Ops.Fill, value);

        /// <summary>Sets every element to 0.</summary>
        public Tensor zero_() => InPlace(Ops.Zero);

        /// <summary>Fills with normal random numbers.</summary>
        public Tensor normal_(double mean = 0.0, double std = 1.0)
        {
            Ops.Normal.Run(this, mean, std);
            return this;
        }

        /// <summary>Fills with uniform random numbers in from..to.</summary>
        public Tensor uniform_(double from, double to)
        {
            Ops.Uniform.Run(this, from, to);
            return this;
        }

        /// <summary>A tensor of this shape, not initialised; of this type and device unless given.</summary>
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Ops.EmptyLike, dtype, device, requires_grad);

        /// <summary>Zeros of this shape, of this type and device unless given.</summary>
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Ops.ZerosLike, dtype, device, requires_grad);

        /// <summary>Ones of this shape, of this type and device unless given.</summary>
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Ops.OnesLike, dtype, device, requires_grad);

        /// <summary>Uniform random numbers in 0..1 of this shape, of this type and device unless given.</summary>
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Ops.RandLike, dtype, device, requires_grad);

        /// <summary>Normal random numbers of this shape, of this type and device unless given.</summary>
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Ops.RandnLike, dtype, device, requires_grad);

        /// <summary>One value in this shape, of this type and device unless given.</summary>
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.FullLike.Invoke(this, value, dtype, default, Checked(device)).with_requires_grad(requires_grad);

        static Device? Checked(Device? device) => device is null ? null : InitializeDevice(device);

        Tensor Like(Operator op, ScalarType? dtype, Device? device, bool requires_grad) =>
            op.Invoke(this, dtype, default, Checked(device)).with_requires_grad(requires_grad);

        Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter)
            {
                Dispose();
            }

            return result;
        }
    }
}
