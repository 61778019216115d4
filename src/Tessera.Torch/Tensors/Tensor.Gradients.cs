using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether operations on the tensor are recorded for the backward pass.</summary>
        public bool requires_grad
        {
            get => NativeMethods.RequiresGrad(this) != 0;
            set => _ = NativeMethods.Check(NativeMethods.SetRequiresGrad(this, value ? 1 : 0));
        }

        /// <summary>Whether the tensor is no operation's result, so that gradients gather in it.</summary>
        public bool is_leaf => NativeMethods.IsLeaf(this) != 0;

        /// <summary>What backward passes have gathered; null before the first. Each read is a new reference.</summary>
        public Tensor? grad
        {
            get
            {
                var gradient = NativeMethods.Gradient(this);
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set => _ = NativeMethods.Check(NativeMethods.SetGradient(this, value));
        }

        /// <summary>Sets <see cref="requires_grad"/>.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <inheritdoc cref="requires_grad_"/>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Adds the gradients of this one-element tensor to the leaves it came from.</summary>
        public void backward() => _ = NativeMethods.Check(NativeMethods.Backward(this, null, 0, 0));

        /// <summary>Adds the gradients of this tensor, weighted by the first of <paramref name="grad_tensors"/>, to its leaves.</summary>
        /// <param name="grad_tensors">One tensor of this shape; null stands for 1.</param>
        /// <param name="retain_graph">Keep what is needed for another backward pass.</param>
        /// <param name="create_graph">Record the backward pass, for higher derivatives.</param>
        /// <param name="inputs">Must be null: gradients go to all leaves.</param>
        /// <exception cref="NotSupportedException"><paramref name="inputs"/> is given.</exception>
        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            if (inputs is not null)
            {
                throw new NotSupportedException("gradients go to all leaves; leave `inputs` out");
            }

            var weight = grad_tensors is [var first, ..] ? first : null;
            _ = NativeMethods.Check(NativeMethods.Backward(this, weight, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0));
        }

        /// <summary>A view outside the autograd graph.</summary>
        public Tensor detach() => Ops.Detach.Invoke(this);

        /// <summary>Takes this tensor out of the autograd graph.</summary>
        public Tensor detach_() => InPlace(Ops.DetachInPlace);
    }
}
