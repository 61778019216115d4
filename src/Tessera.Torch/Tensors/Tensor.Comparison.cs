using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Where the elements are equal.</summary>
        public Tensor eq(Tensor target) => Ops.Eq.Invoke(this, target);

        /// <inheritdoc cref="eq(Tensor)"/>
        public Tensor eq(Scalar target) => Ops.EqScalar.Invoke(this, target);

        /// <summary>Where the elements differ.</summary>
        public Tensor ne(Tensor target) => Ops.Ne.Invoke(this, target);

        /// <inheritdoc cref="ne(Tensor)"/>
        public Tensor ne(Scalar target) => Ops.NeScalar.Invoke(this, target);

        /// <summary>Where this is less.</summary>
        public Tensor lt(Tensor target) => Ops.Lt.Invoke(this, target);

        /// <inheritdoc cref="lt(Tensor)"/>
        public Tensor lt(Scalar target) => Ops.LtScalar.Invoke(this, target);

        /// <summary>Where this is less or equal.</summary>
        public Tensor le(Tensor target) => Ops.Le.Invoke(this, target);

        /// <inheritdoc cref="le(Tensor)"/>
        public Tensor le(Scalar target) => Ops.LeScalar.Invoke(this, target);

        /// <summary>Where this is greater.</summary>
        public Tensor gt(Tensor target) => Ops.Gt.Invoke(this, target);

        /// <inheritdoc cref="gt(Tensor)"/>
        public Tensor gt(Scalar target) => Ops.GtScalar.Invoke(this, target);

        /// <summary>Where this is greater or equal.</summary>
        public Tensor ge(Tensor target) => Ops.Ge.Invoke(this, target);

        /// <inheritdoc cref="ge(Tensor)"/>
        public Tensor ge(Scalar target) => Ops.GeScalar.Invoke(this, target);

        /// <summary>The greater of each pair of elements.</summary>
        public Tensor maximum(Tensor other) => Ops.Maximum.Invoke(this, other);

        /// <summary>The lesser of each pair of elements.</summary>
        public Tensor minimum(Tensor other) => Ops.Minimum.Invoke(this, other);

        /// <summary>Where both are true.</summary>
        public Tensor logical_and(Tensor other) => Ops.LogicalAnd.Invoke(this, other);

        /// <summary>Where at least one is true.</summary>
        public Tensor logical_or(Tensor other) => Ops.LogicalOr.Invoke(this, other);

        /// <summary>Where it is false.</summary>
        public Tensor logical_not() => Ops.LogicalNot.Invoke(this);

        /// <summary>Whether all elements agree within atol + rtol * |target|.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Ops.AllClose.InvokeScalar(this, target, rtol, atol, equal_nan).ToBoolean();

        /// <summary>The elements in order along an axis, and where each came from.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Ops.Sort.InvokePair(this, stable, dim, descending);

        /// <summary>The places that would order the elements along an axis.</summary>
        public Tensor argsort(long dim = -1, bool descending = false) => Ops.ArgSort.Invoke(this, dim, descending);

        /// <summary>The k greatest (or least) elements along an axis, and where they are.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Ops.TopK.InvokePair(this, (long)k, (long)dim, largest, sorted);

        /// <summary>Where the greatest element is, in row-major order.</summary>
        public Tensor argmax() => Ops.ArgMax.Invoke(this);

        /// <summary>Where along an axis the greatest element is.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Ops.ArgMax.Invoke(this, dim, keepdim);

        /// <summary>Where the least element is, in row-major order.</summary>
        public Tensor argmin() => Ops.ArgMin.Invoke(this);

        /// <summary>Where along an axis the least element is.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => Ops.ArgMin.Invoke(this, dim, keepdim);
    }
}
