namespace TorchSharp;

public static partial class torch
{
    /// <summary>Derivatives.</summary>
    public static partial class autograd
    {
        /// <summary>A function with a backward pass of its own; derive from one of its two kinds.</summary>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            static T Instance { get; } = new();

            /// <summary>The function's name in error messages.</summary>
            public abstract string Name { get; }

            /// <summary>Runs the forward pass and hangs its outputs into the autograd graph.</summary>
            public static List<Tensor> apply_internal(params object[] vars)
            {
                var function = Instance;
                var node = new FunctionNode(
                    function.Name, vars, (context, gradients) => function.backward_internal(context, gradients));
                List<Tensor> outputs;
                try
                {
                    using (no_grad())
                    {
                        outputs = function.forward_internal(node.Context, vars);
                    }
                }
                catch
                {
                    node.Context.Dispose();
                    throw;
                }

                return node.Attach(vars.OfType<Tensor>().ToArray(), outputs);
            }

            internal abstract List<Tensor> forward_internal(AutogradContext ctx, params object[] vars);

            internal abstract List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs);
        }

        /// <summary>A function of any arguments with one tensor as its result. Call <see cref="apply"/>, never <see cref="forward"/>.</summary>
        public abstract class SingleTensorFunction<T> : Function<T>
            where T : SingleTensorFunction<T>, new()
        {
            /// <summary>Runs the function. Gradients flow to the arguments that are tensors, not to those inside other arguments.</summary>
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            /// <summary>Computes the result, with gradients off.</summary>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>Computes one gradient per argument of <see cref="forward"/>; null where there is none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, params object[] vars) => [forward(ctx, vars)];

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) =>
                backward(ctx, grad_outputs[0]);
        }

        /// <summary>A function of any arguments with several tensors as its result. Call <see cref="apply"/>, never <see cref="forward"/>.</summary>
        public abstract class MultiTensorFunction<T> : Function<T>
            where T : MultiTensorFunction<T>, new()
        {
            /// <summary>Runs the function. Gradients flow to the arguments that are tensors, not to those inside other arguments.</summary>
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            /// <summary>Computes the results, with gradients off.</summary>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>Computes one gradient per argument of <see cref="forward"/>; null where there is none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, params object[] vars) => forward(ctx, vars);

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) =>
                backward(ctx, grad_outputs);
        }
    }
}
