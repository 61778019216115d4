using TorchSharp.Interop;

namespace TorchSharp;

// Axes and places may be negative: they count from the last. A view shares the memory of what it is a view of.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A view with another shape; one size may be -1. Refused where the strides do not allow a view.</summary>
        public Tensor view(params long[] shape) => Ops.View.Invoke(this, shape);

        /// <summary>The elements in row-major order under another shape; a view where possible. One size may be -1.</summary>
        public Tensor reshape(params long[] shape) => Ops.Reshape.Invoke(this, shape);

        /// <summary>A view with the axes in another order.</summary>
        public Tensor permute(params long[] permutation) => Ops.Permute.Invoke(this, permutation);

        /// <summary>A view with two axes swapped.</summary>
        public Tensor transpose(long dim0, long dim1) => Ops.Transpose.Invoke(this, dim0, dim1);

        /// <summary>The tensor with its elements in row-major order, copied if they are not.</summary>
        public Tensor contiguous() => Ops.Contiguous.Invoke(this);

        /// <summary>A view of <paramref name="length"/> places of an axis.</summary>
        public Tensor narrow(long dim, long start, long length) => Ops.Narrow.Invoke(this, dim, start, length);

        /// <summary>A view of one place of an axis, without the axis.</summary>
        public Tensor select(long dim, long index) => Ops.Select.Invoke(this, dim, index);

        /// <summary>A view of every <paramref name="step"/>th place of an axis from start to before finish.</summary>
        public Tensor slice(long dim, long start, long finish, long step) => Ops.Slice.Invoke(this, dim, start, finish, step);

        /// <summary>The places of an axis named by an int64 vector.</summary>
        public Tensor index_select(long dim, Tensor index) => Ops.IndexSelect.Invoke(this, dim, index);

        /// <summary>Adds alpha * source to the places of an axis named by an int64 vector, in place.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            Ops.IndexAddInPlace.Run(this, dim, index, source, alpha);
            return this;
        }

        /// <summary>For each element of index, the element at that place of the axis.</summary>
        public Tensor gather(long dim, Tensor index) => Ops.Gather.Invoke(this, dim, index);

        /// <summary>A copy with src written to the places that index names along an axis.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) => Ops.Scatter.Invoke(this, dim, index, src);

        /// <summary>Writes src to the places that index names along an axis.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            Ops.ScatterInPlace.Run(this, dim, index, src);
            return this;
        }

        /// <summary>Adds src to the places that index names along an axis, in place.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            Ops.ScatterAddInPlace.Run(this, dim, index, src);
            return this;
        }

        /// <summary>A copy with value where the mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => Ops.MaskedFill.Invoke(this, mask, value);

        /// <summary>Writes value where the mask is true.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            Ops.MaskedFillInPlace.Run(this, mask, value);
            return this;
        }

        /// <summary>The elements where the mask is true, as a vector.</summary>
        public Tensor masked_select(Tensor mask) => Ops.MaskedSelect.Invoke(this, mask);

        /// <summary>The places of the elements that are not zero, one row each.</summary>
        public Tensor nonzero() => Ops.NonZero.Invoke(this);

        /// <summary>Views of at most <paramref name="chunks"/> parts of an axis, equal but the last.</summary>
        public Tensor[] chunk(long chunks, long dim = 0L) => Ops.Chunk.InvokeList(this, chunks, dim);

        /// <summary>Views of parts of an axis of that size, the last may be smaller.</summary>
        public Tensor[] split(long size, int dim = 0) => Ops.Split.InvokeList(this, size, (long)dim);

        /// <summary>Views of parts of an axis of these sizes.</summary>
        public Tensor[] split(long[] sizes, long dim = 0) => Ops.SplitSizes.InvokeList(this, sizes, dim);

        /// <summary>A view of each place of an axis, without the axis.</summary>
        public Tensor[] unbind(long dimension = 0L) => Ops.Unbind.InvokeList(this, dimension);

        /// <summary>A view with a new axis of size 1.</summary>
        public Tensor unsqueeze(long dim) => Ops.Unsqueeze.Invoke(this, dim);

        /// <summary>A view without an axis of size 1, or without all of them.</summary>
        public Tensor squeeze(long? dim = null) => dim is null ? Ops.Squeeze.Invoke(this) : Ops.SqueezeDim.Invoke(this, dim);

        /// <summary>A view with axes of size 1 repeated to these sizes; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes) => Ops.Expand.Invoke(this, sizes);

        /// <summary>A view with axes of size 1 repeated to the shape of another tensor.</summary>
        public Tensor expand_as(Tensor other) => expand(other.shape);

        /// <summary>The tensor repeated that often along each axis.</summary>
        public Tensor repeat(params long[] sizes) => Ops.Repeat.Invoke(this, sizes);

        /// <summary>Each place of an axis (or each element) repeated that often.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Ops.RepeatInterleave.Invoke(this, repeats, dim, output_size);

        /// <summary>Axes start to end joined into one; a view where possible.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.Flatten.Invoke(this, start_dim, end_dim);

        /// <summary>A copy with axes reversed.</summary>
        public Tensor flip(params long[] dims) => Ops.Flip.Invoke(this, dims);

        /// <summary>A copy with an axis (or all elements) rotated.</summary>
        public Tensor roll(long shifts, long? dims = null) =>
            Ops.Roll.Invoke(this, new[] { shifts }, dims is null ? [] : new[] { dims.Value });

        /// <summary>A copy with several axes rotated.</summary>
        public Tensor roll(long[] shifts, long[] dims) => Ops.Roll.Invoke(this, shifts, dims);

        /// <summary>This where the condition is true, y elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Ops.Where.Invoke(condition, this, y);

        /// <summary>The lower triangle of matrices, zero elsewhere.</summary>
        public Tensor tril(long diagonal = 0) => Ops.Tril.Invoke(this, diagonal);

        /// <summary>The upper triangle of matrices, zero elsewhere.</summary>
        public Tensor triu(long diagonal = 0) => Ops.Triu.Invoke(this, diagonal);
    }
}
