namespace TorchSharp.Modules;

public sealed partial class AdamW
{
    /// <summary>What a parameter's gradients were so far.</summary>
    internal sealed class State(Parameter parameter) : IDisposable
    {
        internal Parameter Parameter { get; } = parameter;

        /// <summary>Running mean of the gradient.</summary>
        internal torch.Tensor Mean { get; } = Zeros(parameter);

        /// <summary>Running mean of the squared gradient.</summary>
        internal torch.Tensor Square { get; } = Zeros(parameter);

        /// <summary>Steps taken, the current one included.</summary>
        internal long Steps { get; set; }

        public void Dispose()
        {
            Mean.Dispose();
            Square.Dispose();
        }

        static torch.Tensor Zeros(Parameter parameter)
        {
            using var quiet = torch.no_grad();
            return parameter.zeros_like().DetachFromDisposeScope();
        }
    }
}
