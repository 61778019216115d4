using TorchSharp.Interop;

namespace TorchSharp;

// `dim`: the axes a reduction goes over, negative counts from the last. `keepdim`: leave them with size 1 instead of dropping them.
// `type`: convert the elements to it first.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum of all elements.</summary>
        public Tensor sum(ScalarType? type = null) => Ops.Sum.Invoke(this, type);

        /// <summary>Sums over axes.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Ops.SumDims.Invoke(this, dim, keepdim, type);

        /// <inheritdoc cref="sum(long[], bool, ScalarType?)"/>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Ops.SumDims.Invoke(this, dim, keepdim, type);

        /// <summary>Sums over an axis.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Ops.SumDims.Invoke(this, new[] { dim }, keepdim, type);

        /// <summary>The mean of all elements.</summary>
        public Tensor mean() => Ops.Mean.Invoke(this);

        /// <summary>Means over axes.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Ops.MeanDims.Invoke(this, dimensions, keepdim, type);

        /// <summary>The variance of all elements, dividing by n - 1.</summary>
        public Tensor var() => Ops.Var.Invoke(this, (long[]?)null, 1, false);

        /// <summary>Variances over axes; unbiased divides by n - 1.</summary>
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Var.Invoke(type is null ? this : to(type.Value), dimensions, Correction(unbiased), keepdim);

        /// <inheritdoc cref="var(long[], bool, bool, ScalarType?)"/>
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);

        /// <summary>The standard deviation of all elements, dividing by n - 1.</summary>
        public Tensor std() => Ops.Std.Invoke(this, (long[]?)null, 1, false);

        /// <summary>Standard deviations over axes; unbiased divides by n - 1.</summary>
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.Std.Invoke(type is null ? this : to(type.Value), dimensions, Correction(unbiased), keepdim);

        /// <inheritdoc cref="std(long[], bool, bool, ScalarType?)"/>
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);

        /// <summary>The p-norm of all elements.</summary>
        public Tensor norm(float p = 2.0f) => Ops.Norm.Invoke(this, p);

        /// <summary>The p-norms along an axis.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Ops.NormDims.Invoke(this, p, new long[] { dim }, keepdim);

        /// <summary>The greatest element.</summary>
        public Tensor max() => Ops.Max.Invoke(this);

        /// <summary>The greater of each pair of elements.</summary>
        public Tensor max(Tensor other) => maximum(other);

        /// <summary>The greatest elements along an axis, and where they are.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Ops.MaxDim.InvokePair(this, dim, keepdim);

        /// <summary>The least element.</summary>
        public Tensor min() => Ops.Min.Invoke(this);

        /// <summary>The lesser of each pair of elements.</summary>
        public Tensor min(Tensor other) => minimum(other);

        /// <summary>The least elements along an axis, and where they are.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Ops.MinDim.InvokePair(this, dim, keepdim);

        /// <summary>The greatest elements over axes.</summary>
        public Tensor amax(params long[] dims) => Ops.AMax.Invoke(this, dims);

        /// <summary>The least elements over axes.</summary>
        public Tensor amin(params long[] dims) => Ops.AMin.Invoke(this, dims);

        /// <summary>Whether all elements are true.</summary>
        public Tensor all() => Ops.All.Invoke(this);

        /// <summary>Whether all elements along an axis are true.</summary>
        public Tensor all(long dim, bool keepdim = false) => Ops.AllDim.Invoke(this, dim, keepdim);

        /// <summary>Whether an element is true.</summary>
        public Tensor any() => Ops.Any.Invoke(this);

        /// <summary>Whether an element along an axis is true.</summary>
        public Tensor any(long dim, bool keepdim = false) => Ops.AnyDim.Invoke(this, dim, keepdim);

        /// <summary>Running sums along an axis.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null) => Ops.CumSum.Invoke(this, dim, type);

        /// <summary>The logarithm of the sum of exponentials along an axis, computed safely.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false) => Ops.LogSumExp.Invoke(this, new[] { dim }, keepdim);

        /// <summary>Exponentials along an axis, scaled to sum to 1.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.Softmax.Invoke(this, dim, dtype);

        /// <summary>The logarithms of <see cref="softmax"/>.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.LogSoftmax.Invoke(this, dim, dtype);

        static long Correction(bool unbiased) => unbiased ? 1 : 0;
    }
}
