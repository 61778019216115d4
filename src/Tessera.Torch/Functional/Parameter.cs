namespace TorchSharp.Modules
{
    /// <summary>A tensor that is trained.</summary>
    public class Parameter : torch.Tensor
    {
        /// <summary>Takes over a tensor, which is disposed by it, with its place in a dispose scope.</summary>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(data.with_requires_grad(requires_grad).MoveHandle(), register: false) =>
            data.OwningDisposeScope?.Replace(data, this);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.Parameter(Tensor, bool)"/>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
