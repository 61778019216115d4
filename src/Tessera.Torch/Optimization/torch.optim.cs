using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers.</summary>
    public static partial class optim
    {
        /// <summary>Something whose learning rate can be changed between steps.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate of the next step.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate it began with.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>The groups of parameters, each with its own learning rate.</summary>
            public abstract IEnumerable<ILearningRateController> ParamGroups { get; }

            /// <summary>All parameters.</summary>
            public abstract IEnumerable<Parameter> parameters();

            /// <summary>Sets the gradients that exist to zero.</summary>
            public abstract void zero_grad();

            /// <summary>Changes every parameter that has a gradient.</summary>
            /// <param name="closure">Computes the loss first, if given; its result is returned.</param>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Lets the optimizer's state go.</summary>
            public void Dispose()
            {
                Dispose(disposing: true);
                GC.SuppressFinalize(this);
            }

            /// <inheritdoc cref="Dispose()"/>
            protected abstract void Dispose(bool disposing);
        }

        /// <summary>Adam with weight decay apart from the gradient. I. Loshchilov and F. Hutter, 2019.</summary>
        /// <param name="parameters">What to train.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="beta1">How much of the mean gradient a step keeps, in 0..1.</param>
        /// <param name="beta2">How much of the mean squared gradient a step keeps, in 0..1.</param>
        /// <param name="eps">Added to the root of the mean squared gradient.</param>
        /// <param name="weight_decay">By how much, times the learning rate, a step shrinks a parameter.</param>
        /// <exception cref="ArgumentException">A value is out of its range.</exception>
        public static AdamW AdamW(
            IEnumerable<Parameter> parameters,
            double lr = 1e-3,
            double beta1 = 0.9,
            double beta2 = 0.999,
            double eps = 1e-8,
            double weight_decay = 0) =>
            new([new AdamW.ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay)]);

        /// <inheritdoc cref="AdamW(IEnumerable{Parameter}, double, double, double, double, double)"/>
        public static AdamW AdamW(IEnumerable<AdamW.ParamGroup> parameters) => new(parameters);
    }
}
